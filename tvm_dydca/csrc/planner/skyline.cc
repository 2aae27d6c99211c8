#include "skyline.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>

namespace dydca::planner {

namespace {

// Stretches of sections and the height of each; neighbours of equal height are one stretch.
class Stretches {
 public:
  struct Stretch {
    int32_t from, to;
    int64_t height;
  };

  explicit Stretches(int32_t sections) : sections_(sections) { Put({0, sections, 0}); }

  Stretch TakeLowest() {
    auto [height, from] = *by_height_.begin();
    const int32_t to = ends_[from].first;
    Remove(from);
    return {from, to, height};
  }

  // The height of the lower neighbour of a stretch that was taken.
  int64_t LowerNeighbour(const Stretch& taken) const {
    int64_t height = std::numeric_limits<int64_t>::max();
    if (taken.from > 0) height = std::prev(ends_.lower_bound(taken.from))->second.second;
    if (taken.to < sections_) height = std::min(height, ends_.at(taken.to).second);
    return height;
  }

  void Put(Stretch stretch) {
    if (stretch.from >= stretch.to) return;
    auto after = ends_.find(stretch.to);
    if (after != ends_.end() && after->second.second == stretch.height) {
      const int32_t to = after->second.first;
      Remove(stretch.to);
      stretch.to = to;
    }
    auto before = ends_.lower_bound(stretch.from);
    if (before != ends_.begin()) {
      --before;
      if (before->second == std::make_pair(stretch.from, stretch.height)) {
        stretch.from = before->first;
        Remove(stretch.from);
      }
    }
    ends_[stretch.from] = {stretch.to, stretch.height};
    by_height_.insert({stretch.height, stretch.from});
  }

 private:
  void Remove(int32_t from) {
    by_height_.erase({ends_[from].second, from});
    ends_.erase(from);
  }

  int32_t sections_;
  std::map<int32_t, std::pair<int32_t, int64_t>> ends_;  // By where they begin: where they end, how high.
  std::set<std::pair<int64_t, int32_t>> by_height_;
};

}  // namespace

bool Skyline::Applies(const Model& model) {
  return std::all_of(model.items.begin(), model.items.end(),
                     [](const Item& item) { return item.fixed < 0 && item.group == 0; });
}

std::vector<int64_t> Skyline::Place(const std::vector<double>& priorities, Budget* budget) const {
  LoadTree loads(model_.sections);
  for (const Item& item : model_.items) loads.Add(item.begin, item.end, item.size);
  CornerTree open(model_, priorities);
  Stretches skyline(model_.sections);
  std::vector<int64_t> offsets(model_.items.size());
  for (size_t left = offsets.size(); left > 0;) {
    if (!budget->Spend(0, 64)) return {};
    auto low = skyline.TakeLowest();
    const int32_t heaviest = loads.Heaviest(low.from, low.to);
    int32_t j = open.Best(low.from, heaviest, heaviest + 1, low.to);
    if (j < 0) j = open.Best(low.from, low.to - 1, low.from + 1, low.to);
    if (j < 0) {
      low.height = skyline.LowerNeighbour(low);
      skyline.Put(low);
      continue;
    }
    const Item& item = model_.items[j];
    offsets[j] = (low.height + item.alignment - 1) / item.alignment * item.alignment;
    open.Erase(j);
    loads.Add(item.begin, item.end, -item.size);
    --left;
    skyline.Put({low.from, item.begin, low.height});
    skyline.Put({item.end, low.to, low.height});
    skyline.Put({item.begin, item.end, offsets[j] + item.size});
  }
  return offsets;
}

}  // namespace dydca::planner
