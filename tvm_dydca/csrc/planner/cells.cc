#include <algorithm>
#include <map>
#include <numeric>

#include "model.h"
#include "worlds.h"

namespace dydca::planner {

Cells::Cells(const Model& model, int64_t limit) {
  const auto& items = model.items;
  std::vector<std::vector<int32_t>> begins(model.sections), ends(model.sections + 1);
  for (size_t j = 0; j < items.size(); ++j) {
    begins[items[j].begin].push_back(static_cast<int32_t>(j));
    ends[items[j].end].push_back(static_cast<int32_t>(j));
  }
  std::vector<int32_t> live, place(items.size());
  int64_t total = 0, kept = 0;
  int32_t tagged = 0;

  auto bytes = [&](const std::vector<int32_t>& cell, int64_t units) {
    int64_t gap = 0;  // Only the highest item may end within a unit.
    for (int32_t j : cell) gap = std::max(gap, items[j].size * model.unit - items[j].raw);
    return units * model.unit - gap;
  };
  auto keep = [&](std::vector<int32_t> cell) {
    int64_t units = 0;
    for (int32_t j : cell) units += items[j].size;
    bound_bytes = std::max(bound_bytes, bytes(cell, units));
    kept += static_cast<int64_t>(cell.size());
    complete = complete && kept <= limit;
    if (!complete) return;
    members.push_back(std::move(cell));
    load.push_back(units);
  };

  for (int32_t section = 0; section < model.sections; ++section) {
    first.push_back(static_cast<int32_t>(members.size()));
    for (int32_t j : ends[section]) {
      place[live.back()] = place[j];
      live[place[j]] = live.back();
      live.pop_back();
      total -= items[j].size;
      tagged -= items[j].group != 0;
    }
    for (int32_t j : begins[section]) {
      pairs += static_cast<int64_t>(live.size());
      place[j] = static_cast<int32_t>(live.size());
      live.push_back(j);
      total += items[j].size;
      tagged += items[j].group != 0;
    }
    if (!complete && total * model.unit <= bound_bytes) continue;  // Neither kept nor a better bound.
    if (tagged == 0) {
      keep(live);
      continue;
    }
    std::map<int32_t, std::vector<int32_t>> by_group;
    for (int32_t j : live) by_group[items[j].group].push_back(j);
    std::vector<GroupLoad> loads;
    for (const auto& [group, members_of] : by_group) {
      int64_t units = 0;
      for (int32_t j : members_of) units += items[j].size;
      loads.push_back({group, units});
    }
    for (const auto& world :
         complete ? CoveringWorlds(model, loads) : std::vector<std::vector<int32_t>>{HeaviestWorld(model, loads)}) {
      std::vector<int32_t> cell;
      for (int32_t k : world) {
        const auto& members_of = by_group[loads[k].group];
        cell.insert(cell.end(), members_of.begin(), members_of.end());
      }
      keep(std::move(cell));
    }
  }
  if (!complete) members.clear(), load.clear(), first.clear();
}

}  // namespace dydca::planner
