#include "planner/schedule_solver.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <queue>
#include <tuple>
#include <unordered_map>

#include "planner/schedule_next_days.hpp"

namespace stepdown {

namespace schedule {
namespace {

struct Hash {
    std::uint64_t value = 0x9E3779B97F4A7C15U;
    void mix(std::int64_t number) {
        value = (value ^ static_cast<std::uint64_t>(number)) * 0xFF51AFD7ED558CCDU;
        value ^= value >> 32U;
    }
};

struct PlaceHash {
    std::size_t operator()(const Place& place) const {
        Hash hash;
        hash.mix(static_cast<std::int64_t>(place.form));
        for (const std::int64_t dose : place.day) hash.mix(dose);
        return hash.value;
    }
};

/// A cut that may still count in the window.
struct RecentCut {
    int age = 0;  // days, when the step in force may end
    std::int64_t before = 0;
    bool operator==(const RecentCut&) const = default;
};

/// All that the rest of the taper depends on.
struct State {
    std::size_t place = 0;
    std::vector<RecentCut> recent;
    bool operator==(const State&) const = default;
};
struct StateHash {
    std::size_t operator()(const State& state) const {
        Hash hash;
        hash.mix(static_cast<std::int64_t>(state.place));
        for (const RecentCut& cut : state.recent) {
            hash.mix(cut.age);
            hash.mix(cut.before);
        }
        return hash.value;
    }
};

struct Edge {
    std::uint32_t to = 0, option = 0;
    int wait = 0;  // more days for the step before
};

/// A flagged cut as a share of the dose before it.
struct Share {
    std::int64_t cut = 0, before = 1;
    bool operator<(const Share& other) const { return cut * other.before < other.cut * before; }
};

/// A state in the graph, with the best that can follow it.
struct Node {
    State state;
    std::vector<Edge> edges = {};
    // Over all ways on from here: the lowest total that is reached, the fewest flagged steps to it, and the
    // least largest of their cuts.
    std::int64_t end = 0;
    int flagged = 0;
    Share largest = {};
    // Over those ways that have no larger flagged cut than the plan as a whole needs.
    std::optional<StepCost> cost = {};
    const Edge* best = nullptr;
};

/// All states that can be reached; then one pass for each criterion that is not a sum.
class Search {
public:
    explicit Search(const TaperProblem& problem) : problem_(problem), next_days_(problem) {}

    std::vector<SolvedStep> run() {
        reach_all();
        find_bottleneck();
        sum_costs();
        return best_steps();
    }

private:
    struct Known {
        Place place;
        std::int64_t total = 0;
        Range range;
        std::optional<Options> options;
    };

    std::size_t place_at(Place place) {
        const auto [at, is_new] = place_index_.try_emplace(std::move(place), places_.size());
        if (is_new) {
            const std::int64_t total = next_days_.total(at->first.day);
            places_.push_back({at->first, total, next_days_.range_at(total), std::nullopt});
        }
        return at->second;
    }

    Options& options_at(std::size_t place) {
        if (!places_[place].options) {
            Options options = next_days_.after(places_[place].place);
            for (Option& one : options.next) one.place = place_at({one.form, std::move(one.day)});
            places_[place].options = std::move(options);
        }
        return *places_[place].options;
    }

    std::uint32_t node_at(State state) {
        forget_what_no_longer_counts(state);
        const auto [at, is_new] =
            node_index_.try_emplace(std::move(state), static_cast<std::uint32_t>(nodes_.size()));
        if (is_new) {
            const Known& known = places_[at->first.place];
            // Totals fall along a taper, and another form is a later one: all that leads to a node comes
            // first.
            open_.push({known.total, -static_cast<std::int64_t>(known.place.form), nodes_.size()});
            nodes_.push_back({at->first});
        }
        return at->second;
    }

    void reach_all() {
        node_at({place_at({0, problem_.start}), {}});
        while (!open_.empty()) {
            const std::size_t index = std::get<2>(open_.top());
            open_.pop();
            falling_.push_back(index);
            std::vector<Edge> edges = edges_of(nodes_[index].state);
            nodes_[index].edges = std::move(edges);
        }
    }

    /// The options that hold the step before and their own step least.
    std::vector<Edge> edges_of(const State& state) {
        Options& options = options_at(state.place);
        const bool is_flagged = options.limited_by != LimitedBy::nothing;
        std::vector<Edge> edges;
        int least = std::numeric_limits<int>::max();
        for (std::uint32_t i = 0; i < options.next.size(); ++i) {
            const Option& one = options.next[i];
            const int wait = is_flagged ? until_clear(state) : wait_for(state, one.total);
            const int days = is_flagged ? 0 : wait + one.hold;
            if (days > least) continue;
            if (days < least) edges.clear();
            least = days;
            edges.push_back({0, i, wait});
        }
        for (Edge& edge : edges) edge.to = node_after(state, options.next[edge.option], edge.wait);
        return edges;
    }

    std::uint32_t node_after(const State& state, Option& next, int wait) {
        const bool all_too_old =
            std::all_of(state.recent.begin(), state.recent.end(), [&](const RecentCut& cut) {
                return cut.age + wait + next.hold >= problem_.ceilings.window_days;
            });
        if (!all_too_old) return node_at(after(state, next, wait));
        if (!next.node) next.node = node_at(after(state, next, wait));
        return *next.node;
    }

    State after(const State& state, const Option& next, int wait) const {
        State then{next.place, {}};
        if (!problem_.ceilings.bind) return then;
        const auto keep = [&](int age, std::int64_t before) {
            if (age < problem_.ceilings.window_days) then.recent.push_back({age, before});
        };
        for (const RecentCut& cut : state.recent) keep(cut.age + wait + next.hold, cut.before);
        const std::int64_t before = places_[state.place].total;
        if (next.total < before) keep(next.hold, before);
        return then;
    }

    bool is_above_window(std::int64_t total, std::int64_t before) const {
        return total * whole < (whole - millionths(problem_.ceilings.window_cut)) * before;
    }
    /// How many more days the step in force is held before the total may come down so far.
    int wait_for(const State& state, std::int64_t total) const {
        int wait = 0;
        for (const RecentCut& cut : state.recent) {
            if (is_above_window(total, cut.before))
                wait = std::max(wait, problem_.ceilings.window_days - cut.age);
        }
        return wait;
    }
    int until_clear(const State& state) const {
        int wait = 0;
        for (const RecentCut& cut : state.recent)
            wait = std::max(wait, problem_.ceilings.window_days - cut.age);
        return wait;
    }

    /// States that differ only in cuts which keep the same next days away are one. Only cuts that will have
    /// left the window after the next step are looked at so.
    void forget_what_no_longer_counts(State& state) {
        if (state.recent.size() != 1) return;
        const Known& known = places_[state.place];
        RecentCut& cut = state.recent.front();
        if (cut.age + known.range.pace->interval < problem_.ceilings.window_days) return;
        const Options& options = options_at(state.place);
        if (options.limited_by != LimitedBy::nothing) return;
        std::int64_t kept_away = -1;
        for (const Option& one : options.next) {
            if (is_above_window(one.total, cut.before)) kept_away = std::max(kept_away, one.total);
        }
        if (kept_away < 0) {
            state.recent.clear();
        } else {
            cut.before = kept_away * whole / (whole - millionths(problem_.ceilings.window_cut)) + 1;
        }
    }

    const Options& options_of(const Node& node) const { return *places_[node.state.place].options; }
    bool is_flagged(const Node& node) const { return options_of(node).limited_by != LimitedBy::nothing; }
    Share share_of(const Node& node, const Edge& edge) const {
        const std::int64_t before = places_[node.state.place].total;
        return {before - options_of(node).next[edge.option].total, before};
    }
    std::pair<std::int64_t, int> through(const Node& node, const Edge& edge) const {
        return {nodes_[edge.to].end, nodes_[edge.to].flagged + (is_flagged(node) ? 1 : 0)};
    }

    /// The lowest end, the fewest flagged steps to it, and their least largest cut.
    void find_bottleneck() {
        for (auto index = falling_.rbegin(); index != falling_.rend(); ++index) {
            Node& node = nodes_[*index];
            node.end = places_[node.state.place].total;
            for (const Edge& edge : node.edges) {
                const auto counts = through(node, edge);
                Share largest = nodes_[edge.to].largest;
                if (is_flagged(node)) largest = std::max(largest, share_of(node, edge));
                const bool is_first = &edge == &node.edges.front();
                const std::pair so_far(node.end, node.flagged);
                if (!is_first && (so_far < counts || (counts == so_far && !(largest < node.largest))))
                    continue;
                std::tie(node.end, node.flagged) = counts;
                node.largest = largest;
            }
        }
    }

    /// The least cost of all ways with those counts and no larger flagged cut.
    void sum_costs() {
        const Share most = nodes_.front().largest;
        for (auto index = falling_.rbegin(); index != falling_.rend(); ++index) {
            Node& node = nodes_[*index];
            if (node.edges.empty()) node.cost = StepCost{};
            for (const Edge& edge : node.edges) {
                const std::optional<StepCost>& rest = nodes_[edge.to].cost;
                if (!rest || through(node, edge) != std::pair(node.end, node.flagged)) continue;
                if (is_flagged(node) && most < share_of(node, edge)) continue;
                const StepCost cost = cost_of(node, edge) + *rest;
                if (node.cost && *node.cost <= cost) continue;
                node.cost = cost;
                node.best = &edge;
            }
        }
    }

    StepCost cost_of(const Node& node, const Edge& edge) const {
        StepCost cost = options_of(node).next[edge.option].cost;
        cost.off_pace += places_[node.state.place].range.off_pace_of_waiting(edge.wait);
        return cost;
    }

    bool is_slowed(const Node& node, const Edge& edge) const {
        if (!problem_.ceilings.bind || is_flagged(node)) return false;
        const Known& known = places_[node.state.place];
        const Option& next = options_of(node).next[edge.option];
        if (edge.wait > 0 || next.hold > known.range.pace->interval) return true;
        return next_days_.is_kept_from_nominal(
            known.place, known.total - next.total,
            [&](std::int64_t total) { return wait_for(node.state, total) > 0; });
    }

    std::vector<SolvedStep> best_steps() const {
        std::vector<SolvedStep> steps;
        for (const Node* node = &nodes_.front(); node->best; node = &nodes_[node->best->to]) {
            const Edge& edge = *node->best;
            const Option& next = options_of(*node).next[edge.option];
            if (!steps.empty()) steps.back().days += edge.wait;
            steps.push_back({places_[next.place].place.day, next.hold, options_of(*node).limited_by,
                             is_slowed(*node, edge), next.form});
        }
        return steps;
    }

    const TaperProblem& problem_;
    NextDays next_days_;
    std::deque<Known> places_;  // deques: what is held of one stays where it is
    std::unordered_map<Place, std::size_t, PlaceHash> place_index_;
    std::deque<Node> nodes_;  // the start first
    std::unordered_map<State, std::uint32_t, StateHash> node_index_;
    std::priority_queue<std::tuple<std::int64_t, std::int64_t, std::size_t>> open_;
    std::vector<std::size_t> falling_;  // by total: the order in which they were taken out
};

}  // namespace
}  // namespace schedule

std::vector<SolvedStep> solve(const TaperProblem& problem) {
    return schedule::Search(problem).run();
}

}  // namespace stepdown
