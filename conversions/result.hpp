#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace stepdown {

/// Helper for std::visit with one lambda per alternative.
template <class... Ts>
struct overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

/// Where in a text something stands. Line and column count from 1 (columns in bytes); 0 means the whole file.
struct Place {
    std::string file;
    int line = 0, column = 0;
    bool operator==(const Place&) const = default;
};

/// One thing wrong with the input. `id` is stable: tests and JSON use it.
struct Problem {
    std::string id, message, instead;
    Place place;
    bool operator==(const Problem&) const = default;
};
using Problems = std::vector<Problem>;

/// A value, or everything that stopped it from being made (never an empty list).
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::move(value)) {}
    Result(Problems problems) : state_(std::move(problems)) {}
    Result(Problem problem) : state_(Problems{std::move(problem)}) {}
    explicit operator bool() const { return std::holds_alternative<T>(state_); }
    const T& operator*() const& { return std::get<T>(state_); }
    T&& operator*() && { return std::get<T>(std::move(state_)); }
    const T* operator->() const { return &std::get<T>(state_); }
    const Problems& problems() const { return std::get<Problems>(state_); }

private:
    std::variant<T, Problems> state_;
};

}  // namespace stepdown
