#include "worlds.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace dydca::planner {

namespace {

constexpr int64_t kVisits = 20000;

class Heaviest {
 public:
  Heaviest(const Model& model, const std::vector<GroupLoad>& loads) : model_(model), loads_(loads) {}

  // Returns the heaviest subset of `open` in which no two exclude each other by a choice not yet taken. Loads that
  // share no such choice are independent of each other; the choice that most loads depend on is taken first.
  std::vector<int32_t> Find(const std::vector<int32_t>& open) {
    visits_ += static_cast<int64_t>(open.size());
    std::vector<int32_t> found;
    for (const auto& part : Parts(open)) {
      std::map<int32_t, int> uses;
      for (int32_t k : part) {
        for (auto [choice, alternative] : Group(k)) uses[choice] += !taken_.count(choice);
      }
      auto most = std::max_element(uses.begin(), uses.end(), [](auto& a, auto& b) { return a.second < b.second; });
      if (most == uses.end() || most->second == 0) {
        found.insert(found.end(), part.begin(), part.end());
        continue;
      }
      auto best = Take(part, most->first);
      found.insert(found.end(), best.begin(), best.end());
    }
    return found;
  }

 private:
  const dydca::planner::Group& Group(int32_t k) const { return model_.groups[loads_[k].group]; }

  int64_t Load(const std::vector<int32_t>& subset) const {
    return std::accumulate(subset.begin(), subset.end(), int64_t{0},
                           [this](int64_t sum, int32_t k) { return sum + loads_[k].load; });
  }

  std::vector<int32_t> Take(const std::vector<int32_t>& part, int32_t choice) {
    std::map<int32_t, std::vector<int32_t>> by_alternative;
    std::vector<int32_t> always;
    for (int32_t k : part) {
      auto at = std::find_if(Group(k).begin(), Group(k).end(), [&](auto& pair) { return pair.first == choice; });
      (at == Group(k).end() ? always : by_alternative[at->second]).push_back(k);
    }
    std::vector<std::vector<int32_t>> ways;
    for (auto& [alternative, subset] : by_alternative) {
      subset.insert(subset.end(), always.begin(), always.end());
      ways.push_back(subset);
    }
    std::sort(ways.begin(), ways.end(), [this](auto& a, auto& b) { return Load(a) > Load(b); });
    taken_.insert(choice);
    std::vector<int32_t> best;
    int64_t best_load = -1;
    for (const auto& way : ways) {
      if (best_load >= Load(way) || (best_load >= 0 && visits_ > kVisits)) break;
      auto found = Find(way);
      if (int64_t load = Load(found); load > best_load) best = std::move(found), best_load = load;
    }
    taken_.erase(choice);
    return best;
  }

  std::vector<std::vector<int32_t>> Parts(const std::vector<int32_t>& open) const {
    std::map<int32_t, int32_t> first;  // Of each choice, a part that depends on it.
    std::vector<std::vector<int32_t>> parts;
    for (int32_t k : open) {
      parts.push_back({k});
      const int32_t mine = static_cast<int32_t>(parts.size()) - 1;
      for (auto [choice, alternative] : Group(k)) {
        if (taken_.count(choice)) continue;
        auto [at, fresh] = first.emplace(choice, mine);
        const int32_t other = at->second;
        if (fresh || other == mine) continue;
        parts[mine].insert(parts[mine].end(), parts[other].begin(), parts[other].end());
        parts[other].clear();
        for (auto& [name, part] : first) {
          if (part == other) part = mine;
        }
      }
    }
    parts.erase(std::remove_if(parts.begin(), parts.end(), [](auto& part) { return part.empty(); }), parts.end());
    return parts;
  }

  const Model& model_;
  const std::vector<GroupLoad>& loads_;
  std::set<int32_t> taken_;
  int64_t visits_ = 0;
};

}  // namespace

std::vector<int32_t> HeaviestWorld(const Model& model, const std::vector<GroupLoad>& loads) {
  std::vector<int32_t> all(loads.size());
  std::iota(all.begin(), all.end(), 0);
  return Heaviest(model, loads).Find(all);
}

std::vector<std::vector<int32_t>> CoveringWorlds(const Model& model, const std::vector<GroupLoad>& loads) {
  const size_t n = loads.size();
  std::vector<char> covered(n * n, 0);
  std::vector<std::vector<int32_t>> worlds;
  auto add = [&](std::vector<int32_t> world) {
    for (int32_t a : world) {
      for (int32_t b : world) covered[a * n + b] = 1;
    }
    worlds.push_back(std::move(world));
  };
  add(HeaviestWorld(model, loads));
  std::vector<int32_t> heavy(n);
  std::iota(heavy.begin(), heavy.end(), 0);
  std::stable_sort(heavy.begin(), heavy.end(), [&](int32_t a, int32_t b) { return loads[a].load > loads[b].load; });
  for (size_t a = 0; a < n; ++a) {
    for (size_t b = a; b < n; ++b) {
      if (covered[a * n + b] || model.Exclude(loads[a].group, loads[b].group)) continue;
      std::vector<int32_t> world{static_cast<int32_t>(a)};
      if (b != a) world.push_back(static_cast<int32_t>(b));
      for (int32_t k : heavy) {
        if (k == world.front() || k == world.back()) continue;
        auto clash = [&](int32_t other) { return other == k || model.Exclude(loads[k].group, loads[other].group); };
        if (std::none_of(world.begin(), world.end(), clash)) world.push_back(k);
      }
      add(std::move(world));
    }
  }
  return worlds;
}

}  // namespace dydca::planner
