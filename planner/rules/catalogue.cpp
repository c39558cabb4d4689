#include <array>

#include "planner/rules/rules.hpp"

namespace stepdown {

namespace {

using enum Override;

constexpr std::array catalogue{
    Rule{"not-taking", "Is any opioid really taken?", "Nobody needs a taper from what is not taken.", never,
         rules::not_taking},
    Rule{"single-opioid", "Is there one opioid to taper?",
         "A plan over several opioids must hold the ceilings for each of them and for their sum.", never,
         rules::single_opioid},
    Rule{"oud-treatment", "Does an opioid of the case treat opioid use disorder?",
         "Stopping treatment of opioid use disorder raises the risk of overdose and death.", never,
         rules::oud_treatment},
    Rule{"taper-drug", "Is this a drug whose taper is planned here?",
         "Drugs with a long half-life, a second action or another route need rules of their own.", never,
         rules::taper_drug},
    Rule{"oral-only", "Is the opioid taken by mouth?",
         "Patches and injections come in other steps than tablets do.", never, rules::oral_only},
    Rule{"daily-use", "Is the opioid taken every day?",
         "An opioid that is taken less than once a day may be stopped.", never, rules::daily_use},
    Rule{"use-under-four-weeks", "Has the opioid been taken for at least four weeks?",
         "After short use a taper takes days or is not needed; a taper of months would prolong the use.",
         never, rules::use_too_short},
    Rule{"product-offered", "May the product in use be part of a plan?",
         "A plan must not rest on a product that is withdrawn or meant for another purpose.", never,
         rules::product_offered},
    Rule{"pregnancy", "Is the patient pregnant?", "Withdrawal puts the pregnancy at risk.", never,
         rules::pregnancy},
    Rule{"under-age", "Is the patient an adult?", "The protocols are for adults.", never, rules::under_age},
    Rule{"opioid-use-disorder", "Does the patient have an opioid use disorder?",
         "A taper alone does not treat it, and raises the risk of overdose.", with_reason,
         rules::opioid_use_disorder},
    Rule{"suicidality", "Does the patient have suicidal thoughts?",
         "Suicide and overdose are more frequent during and after a taper.", with_reason, rules::suicidality},
    Rule{"active-cancer", "Does the patient have active cancer?", "The protocols do not cover cancer pain.",
         with_reason, rules::active_cancer},
    Rule{"palliative-care", "Is the patient in palliative care?",
         "The protocols do not cover care near the end of life.", with_reason, rules::palliative_care},
    Rule{"sickle-cell", "Does the patient have sickle cell disease?",
         "The protocols do not cover sickle cell pain.", with_reason, rules::sickle_cell},
    Rule{"patient-agreement", "Does the patient agree?", "A taper that is forced does harm.", with_reason,
         rules::patient_agreement},
    Rule{"abrupt-stop", "Does every stop follow one smallest unit once a day?",
         "Stopping a higher dose brings withdrawal, and with it overdose and suicide.", never,
         rules::abrupt_stop},
    Rule{"window-ceiling", "Is too much lost within two weeks?",
         "Labels limit a cut to 25% of the dose every two to four weeks in people who depend on opioids.",
         never, rules::window_ceiling},
    Rule{"weekly-ceiling", "Is a cut too large for the time that it is held?",
         "Reductions by more than 10% of the original dose a week were followed by more overdoses.", never,
         rules::weekly_ceiling},
    Rule{"no-increase", "Does any dose or the total go up?",
         "Tolerance falls during a taper; a dose that was safe before may no longer be.", never,
         rules::no_increase},
    Rule{"steps-meet", "Does each step begin on the day after the one before it ends?",
         "Days without a dose are an abrupt stop; days with two doses are too much.", never,
         rules::steps_meet},
    Rule{"whole-units", "Can every dose be taken in whole units, or in halves that exist?",
         "A divided extended-release form sets its whole dose free at once.", never, rules::whole_units},
    Rule{"dated-review", "Does every step end with a dated review by a named prescriber?",
         "Nobody should reduce an opioid alone, or further than the last step went well.", never,
         rules::dated_review},
    Rule{"outside-protocol-range", "Is a cut larger than the protocol's range?",
         "Where tablets allow no smaller cut, that is said, the cut is the smallest there is, and it is held "
         "longer.",
         never, rules::outside_protocol_range},
    Rule{"extended-release-interval", "Are extended-release doses as far apart as the label says?",
         "Too close is an overdose; too far apart leaves hours without effect.", never,
         rules::extended_release_interval},
    Rule{"acetaminophen-total", "Does a combination bring too much acetaminophen?",
         "Too much of it destroys the liver.", never, rules::acetaminophen_total},
    Rule{"tolerant-only-form", "Does a form for opioid-tolerant people outlast the tolerance?",
         "Such a form, taken again after a break, can stop the breathing of somebody who is no longer "
         "tolerant.",
         with_reason, rules::tolerant_only_form},
    Rule{"product-assumed", "Do the words of the case fit several products?",
         "Products of one strength can have different intervals and codes.", with_reason,
         rules::product_assumed},
    Rule{"as-needed-scheduled", "Is as-needed use planned at fixed times?",
         "A taper from more than is really used is an increase; variable doses defeat a plan.", with_reason,
         rules::as_needed_scheduled},
    Rule{"wishes-left-out", "Does the case wish for something that this version does not plan?",
         "A wish that is silently left out would be taken for granted.", with_reason, rules::wishes_left_out},
    Rule{"naloxone", "Does the patient have naloxone?",
         "Tolerance falls during a taper, and an old dose can then kill.", with_reason, rules::naloxone},
    Rule{"specialist-support", "Is the present dose very high?",
         "Very high doses are tapered with specialist support.", with_reason, rules::specialist_support},
    Rule{"protocol-fits-use", "Is the protocol meant for this span of use?",
         "The longer opioids were taken, the slower they are reduced.", with_reason,
         rules::protocol_fits_use},
    Rule{"goal-in-whole-units", "Can the goal be reached exactly?",
         "Tablets come in steps; the plan never goes below the goal.", with_reason,
         rules::goal_in_whole_units},
    Rule{"start-date", "Does the plan start today or later?",
         "A plan whose first days are past was never followed.", with_reason, rules::start_date},
};

}  // namespace

std::span<const Rule> rule_catalogue() {
    return catalogue;
}

}  // namespace stepdown
