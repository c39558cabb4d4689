#include "planner/drug_pace.hpp"

namespace stepdown {

DrugPace drug_pace(const Taking& taking, const Library& library) {
    DrugPace pace;
    for (const DrugAdvice* about : library.advice_about(taking.drug)) {
        if (about->patch_only != (taking.route == Route::transdermal)) continue;
        const bool smaller =
            about->largest_cut && (!pace.largest_cut || about->largest_cut->for_caution().of_one <
                                                            pace.largest_cut->for_caution().of_one);
        const bool longer = about->shortest_hold &&
                            (!pace.shortest_hold ||
                             exceeds(about->shortest_hold->for_caution(), pace.shortest_hold->for_caution()));
        if (smaller) pace.largest_cut = about->largest_cut;
        if (longer) pace.shortest_hold = about->shortest_hold;
    }
    return pace;
}

}  // namespace stepdown
