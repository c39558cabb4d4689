#pragma once
#include <boost/container/small_vector.hpp>
#include <cstddef>

namespace stepdown {

/// A list that is usually short: up to `n` elements without an allocation.
template <class T, std::size_t n = 4>
using Few = boost::container::small_vector<T, n>;

}  // namespace stepdown
