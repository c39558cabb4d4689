#include "conversions/product.hpp"

namespace stepdown {

std::string_view count_unit(Form form) {
    switch (form) {
        case Form::capsule:
            return "capsule";
        case Form::solution:
        case Form::concentrate:
            return "mL";
        case Form::patch:
            return "patch";
        case Form::film:
            return "film";
        default:
            return "tablet";
    }
}

}  // namespace stepdown
