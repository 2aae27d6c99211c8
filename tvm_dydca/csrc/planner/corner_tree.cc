#include "corner_tree.h"

#include <algorithm>
#include <numeric>

namespace dydca::planner {

namespace {
constexpr int32_t kFar = 1 << 30;
}

CornerTree::CornerTree(const Model& model, const std::vector<double>& priorities)
    : items_(model.items.size()), leaf_of_(model.items.size()) {
  while (leaves_ < items_.size()) leaves_ *= 2;
  boxes_.assign(2 * leaves_, {kFar, -1, kFar, -1, -1});
  std::iota(items_.begin(), items_.end(), 0);
  Build(model, priorities, 1, 0, leaves_, false);
}

void CornerTree::Build(const Model& model, const std::vector<double>& priorities, size_t node, size_t from, size_t to,
                       bool by_end) {
  if (from >= items_.size()) return;
  if (to - from == 1) {
    const int32_t j = items_[from];
    const Item& item = model.items[j];
    leaf_of_[j] = node;
    boxes_[node] = {item.begin, item.begin, item.end, item.end, priorities[j]};
    return;
  }
  const size_t middle = (from + to) / 2;
  if (middle < items_.size()) {
    auto at = [&](size_t k) { return items_.begin() + static_cast<int64_t>(std::min(k, items_.size())); };
    std::nth_element(at(from), at(middle), at(to), [&](int32_t a, int32_t b) {
      const Item &x = model.items[a], &y = model.items[b];
      return by_end ? x.end < y.end : x.begin < y.begin;
    });
  }
  Build(model, priorities, 2 * node, from, middle, !by_end);
  Build(model, priorities, 2 * node + 1, middle, to, !by_end);
  const Box &a = boxes_[2 * node], &b = boxes_[2 * node + 1];
  boxes_[node] = {std::min(a.begin_low, b.begin_low), std::max(a.begin_high, b.begin_high),
                  std::min(a.end_low, b.end_low), std::max(a.end_high, b.end_high), std::max(a.best, b.best)};
}

int32_t CornerTree::Best(int32_t begin_low, int32_t begin_high, int32_t end_low, int32_t end_high) const {
  double best = -1;
  size_t found = 0;
  size_t stack[128];
  size_t depth = 0;
  stack[depth++] = 1;
  while (depth > 0) {
    const size_t node = stack[--depth];
    const Box& box = boxes_[node];
    if (box.best <= best || box.begin_low > begin_high || box.begin_high < begin_low || box.end_low > end_high ||
        box.end_high < end_low) {
      continue;
    }
    if (node >= leaves_) {
      best = box.best;
      found = node;
      continue;
    }
    const size_t better = boxes_[2 * node].best >= boxes_[2 * node + 1].best ? 2 * node : 2 * node + 1;
    stack[depth++] = better ^ 1;
    stack[depth++] = better;
  }
  return found == 0 ? -1 : items_[found - leaves_];
}

void CornerTree::Erase(int32_t item) {
  size_t node = leaf_of_[item];
  for (boxes_[node].best = -1; node > 1; node /= 2) {
    boxes_[node / 2].best = std::max(boxes_[node].best, boxes_[node ^ 1].best);
  }
}

}  // namespace dydca::planner
