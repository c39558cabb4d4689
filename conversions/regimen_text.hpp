#pragma once
#include <string>
#include <string_view>

#include "conversions/formulary.hpp"
#include "conversions/regimen.hpp"
#include "conversions/result.hpp"

namespace stepdown {

/// Reads a regimen as a prescriber writes it: `DRUG [RELEASE] DOSE UNIT [ROUTE] FREQUENCY [as needed, uses N
/// a day]`, in any order that makes sense. "oxycodone ER 40 mg PO q12h", "MS Contin 60 mg BID", "fentanyl
/// patch 50 mcg/h every 72 hours", "hydrocodone/acetaminophen 10/325 mg 1-2 tablets q4-6h prn max 8/day",
/// "morphine ER 30 mg morning, 15 mg noon", "rxcui:1049611 1 tablet q6h", "oxycodone 10 mg at 8 am and
/// 20:00".
///
/// What is not understood is a problem that names the word and its column (columns count from `origin`: the
/// file, line and column at which `text` starts), and never a guess. All problems of the text are told, in
/// its order.
///
/// What cannot be meant (Plausible) is refused: `unit` for a dose, a rate, or a day's use far off the units
/// that are made, `number` for a count, a volume, a range or patches.
///
/// Problem ids: empty-regimen, regimen-too-long (1,000 bytes), unknown-drug, ambiguous-drug (two drugs, or a
/// combination that is named in part), ambiguous-route, dose-missing, dose-without-unit (also tablets or mL
/// without a strength), ambiguous-dose (a range, or doses or tablets), unit, unit-for-route, number,
/// frequency-missing, ambiguous-frequency (a range, hours that do not divide a day, times a week, or a word
/// with two readings such as OD), frequency-for-route
/// (a patch changed at no interval of its label), strength-not-made (a combination or a liquid that no
/// product has), contradiction (a fact stated twice, or facts that exclude each other), word-not-understood.
Result<Regimen> read_regimen(std::string_view text, const Formulary& formulary, const Place& origin);

}  // namespace stepdown
