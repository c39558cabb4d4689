#include "conversions/quantity_format.hpp"

namespace stepdown {

std::string show_percent(double of_one, int places) {
    return show_decimal(of_one * 100, places) + " %";
}

}  // namespace stepdown
