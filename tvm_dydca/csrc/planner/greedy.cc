#include "greedy.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace dydca::planner {

namespace {

// The section with the largest sum of sizes. Exclusion is left out: this only guides.
int32_t Peak(const Model& model) {
  std::vector<int64_t> change(model.sections + 1, 0);
  for (const Item& item : model.items) {
    change[item.begin] += item.size;
    change[item.end] -= item.size;
  }
  std::partial_sum(change.begin(), change.end(), change.begin());
  return static_cast<int32_t>(std::max_element(change.begin(), change.end()) - change.begin());
}

}  // namespace

std::vector<int32_t> GreedyOrder(const Model& model, int32_t strategy) {
  const int32_t peak = Peak(model);
  using Key = std::tuple<double, double, double>;
  std::vector<Key> keys;
  for (const Item& item : model.items) {
    const double size = static_cast<double>(item.size), length = item.end - item.begin, begin = item.begin;
    const double away = std::max({item.begin - peak, peak - item.end + 1, 0});
    switch (strategy) {
      case DYDCA_GREEDY_AREA:
        keys.emplace_back(-size * length, -size, begin);
        break;
      case DYDCA_GREEDY_LIFETIME:
        keys.emplace_back(-length, -size, begin);
        break;
      case DYDCA_GREEDY_TIME:
        keys.emplace_back(begin, -length, -size);
        break;
      case DYDCA_GREEDY_PEAK:
        keys.emplace_back(away, -size, -length);
        break;
      default:
        keys.emplace_back(-size, -length, begin);
    }
  }
  std::vector<int32_t> order(model.items.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return keys[a] < keys[b]; });
  return order;
}

}  // namespace dydca::planner
