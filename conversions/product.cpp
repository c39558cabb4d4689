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

std::string_view word(Agonism agonism) {
    switch (agonism) {
        case Agonism::full:
            return "full agonist";
        case Agonism::partial:
            return "partial agonist";
        case Agonism::mixed:
            break;
    }
    return "mixed agonist-antagonist";
}

std::string_view word(Offer offer) {
    switch (offer) {
        case Offer::yes:
            return "yes";
        case Offer::oud_only:
            return "oud-only";
        case Offer::tolerant_only:
            return "tolerant-only";
        case Offer::short_course:
            return "short-course";
        case Offer::read_only:
            break;
    }
    return "read-only";
}

std::string_view word(Form form) {
    switch (form) {
        case Form::tablet:
            return "tablet";
        case Form::capsule:
            return "capsule";
        case Form::solution:
            return "solution";
        case Form::concentrate:
            return "concentrate";
        case Form::suppository:
            return "suppository";
        case Form::patch:
            return "patch";
        case Form::film:
            return "film";
        case Form::sublingual_tablet:
            return "sublingual-tablet";
        case Form::lozenge:
            return "lozenge";
        case Form::spray:
            return "spray";
        case Form::tablet_for_suspension:
            break;
    }
    return "tablet-for-suspension";
}

std::string_view word(Split split) {
    switch (split) {
        case Split::whole_only:
            return "whole-only";
        case Split::half_if_scored:
            return "half-if-scored";
        case Split::quarter:
            return "quarter";
        case Split::no_label_basis:
            return "no-label-basis";
        case Split::never_cut:
            return "never-cut";
        case Split::not_applicable:
            break;
    }
    return "not-applicable";
}

}  // namespace stepdown
