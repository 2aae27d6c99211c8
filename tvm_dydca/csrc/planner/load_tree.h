// Loads of sections: add to a range, ask for the heaviest of a range.
#ifndef TVM_DYDCA_CSRC_PLANNER_LOAD_TREE_H_
#define TVM_DYDCA_CSRC_PLANNER_LOAD_TREE_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace dydca::planner {

// A segment tree; ranges are half-open.
class LoadTree {
 public:
  explicit LoadTree(int32_t sections) {
    while (leaves_ < sections) leaves_ *= 2;
    most_.assign(2 * leaves_, 0);
    added_.assign(2 * leaves_, 0);
  }

  void Add(int32_t from, int32_t to, int64_t load) { Add(from, to, load, 1, 0, leaves_); }

  // The first of the heaviest sections in [from, to), which is not empty.
  int32_t Heaviest(int32_t from, int32_t to) const { return Find(from, to, 1, 0, leaves_).second; }

 private:
  void Add(int32_t from, int32_t to, int64_t load, int32_t node, int32_t low, int32_t high) {
    if (to <= low || high <= from) return;
    if (from <= low && high <= to) {
      most_[node] += load;
      added_[node] += load;
      return;
    }
    const int32_t middle = (low + high) / 2;
    Add(from, to, load, 2 * node, low, middle);
    Add(from, to, load, 2 * node + 1, middle, high);
    most_[node] = std::max(most_[2 * node], most_[2 * node + 1]) + added_[node];
  }

  std::pair<int64_t, int32_t> Find(int32_t from, int32_t to, int32_t node, int32_t low, int32_t high) const {
    if (to <= low || high <= from) return {std::numeric_limits<int64_t>::min(), -1};
    if (from <= low && high <= to) {
      const int64_t most = most_[node];
      while (node < leaves_) node = most_[2 * node] >= most_[2 * node + 1] ? 2 * node : 2 * node + 1;
      return {most, node - leaves_};
    }
    const int32_t middle = (low + high) / 2;
    const auto left = Find(from, to, 2 * node, low, middle), right = Find(from, to, 2 * node + 1, middle, high);
    auto found = left.second >= 0 && (right.second < 0 || left.first >= right.first) ? left : right;
    if (found.second >= 0) found.first += added_[node];
    return found;
  }

  int32_t leaves_ = 1;
  std::vector<int64_t> most_, added_;
};

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_LOAD_TREE_H_
