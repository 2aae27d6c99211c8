#include "model.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace dydca::planner {

namespace {

// The largest step that all offsets of a tightest packing are multiples of. An alignment that divides every size and
// fixed offset holds by itself; otherwise sizes are rounded up to what all alignments share, which costs nothing,
// since nothing else could begin in the gap.
int64_t Unit(const DydcaProblem& problem) {
  int64_t shared = 0;
  for (int64_t j = 0; j < problem.count; ++j) {
    shared = std::gcd(shared, problem.fixed[j] >= 0 ? problem.fixed[j] : problem.alignment[j]);
  }
  if (shared == 0) shared = 1;
  int64_t step = 0;
  for (int64_t j = 0; j < problem.count; ++j) {
    step = std::gcd(step, (problem.size[j] + shared - 1) / shared * shared);
    if (problem.fixed[j] >= 0) step = std::gcd(step, problem.fixed[j]);
  }
  for (int64_t j = 0; j < problem.count; ++j) {
    if (problem.fixed[j] < 0 && step % problem.alignment[j] != 0) return shared;
  }
  return step == 0 ? 1 : step;
}

}  // namespace

Model::Model(const DydcaProblem& problem) : unit(Unit(problem)) {
  std::map<int64_t, std::pair<bool, bool>> events;  // Whether something begins there, whether something ends.
  for (int64_t j = 0; j < problem.count; ++j) {
    events[problem.lower[j]].first = true;
    events[problem.upper[j]].second = true;
  }
  std::map<int64_t, std::pair<int32_t, int32_t>> section;  // What begins there is in it, and what ends, before it.
  bool grown = false;
  for (const auto& [time, event] : events) {
    if (event.second && grown) {
      ++sections;
      grown = false;
    }
    section[time] = {sections, sections};
    if (event.first) {
      grown = true;
      times.resize(sections + 1);
      times[sections] = time;
    }
  }
  std::map<Group, int32_t> numbers{{Group{}, 0}};
  groups.emplace_back();
  for (int64_t j = 0; j < problem.count; ++j) {
    Group group;
    for (int64_t k = problem.choice_begin[j]; k < problem.choice_begin[j + 1]; ++k) {
      group.emplace_back(problem.choice[k], problem.alternative[k]);
    }
    auto [at, fresh] = numbers.emplace(group, static_cast<int32_t>(groups.size()));
    if (fresh) groups.push_back(group);
    const bool is_fixed = problem.fixed[j] >= 0;
    items.push_back({(problem.size[j] + unit - 1) / unit, problem.size[j],
                     std::max<int64_t>(1, problem.alignment[j] / std::gcd(problem.alignment[j], unit)),
                     is_fixed ? problem.fixed[j] / unit : -1, section[problem.lower[j]].first,
                     section[problem.upper[j]].second, at->second});
  }
}

bool Model::Exclude(int32_t group, int32_t other) const {
  if (group == other || group == 0 || other == 0) return false;
  const Group& a = groups[group];
  const Group& b = groups[other];
  for (size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    if (a[i].first == b[k].first) {
      if (a[i].second != b[k].second) return true;
      ++i, ++k;
    } else if (a[i].first < b[k].first) {
      ++i;
    } else {
      ++k;
    }
  }
  return false;
}

int64_t Model::SizeBytes(const std::vector<int64_t>& offsets) const {
  int64_t size = 0;
  for (size_t j = 0; j < items.size(); ++j) size = std::max(size, offsets[j] * unit + items[j].raw);
  return size;
}

int64_t Model::NextSize(int64_t bytes) const {
  int64_t next = bytes + unit;
  for (const Item& item : items) {
    const int64_t beyond = ((item.raw - bytes - 1) % unit + unit) % unit;
    next = std::min(next, bytes + 1 + beyond);
  }
  return next;
}

}  // namespace dydca::planner
