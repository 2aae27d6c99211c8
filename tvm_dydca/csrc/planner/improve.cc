#include "improve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dydca::planner {

namespace {
// Powers of lifetime and size to begin with.
constexpr double kStarts[][2] = {{1, 0.1}, {1, 0.5}, {1, 1}, {0.5, 1}, {0.1, 1}};
}  // namespace

Improver::Improver(const Model& model, uint64_t seed)
    : model_(model), skyline_(model), first_fit_(model), by_skyline_(Skyline::Applies(model)), random_(seed) {}

std::vector<int64_t> Improver::Next(int64_t target_bytes, Budget* budget) {
  if (tried_ < std::size(kStarts)) {
    priorities_.clear();
    for (const Item& item : model_.items) {
      priorities_.push_back(std::pow(item.end - item.begin, kStarts[tried_][0]) *
                            std::pow(static_cast<double>(item.size), kStarts[tried_][1]));
    }
  } else {
    Perturb(target_bytes);
  }
  auto offsets = Place(priorities_, budget);
  if (offsets.empty()) return offsets;
  const int64_t size_bytes = model_.SizeBytes(offsets);
  if (tried_++ == 0 || size_bytes <= size_bytes_) {
    best_ = priorities_;
    offsets_ = offsets;
    size_bytes_ = size_bytes;
  }
  return offsets;
}

int32_t Improver::strategy() const {
  if (tried_ >= std::size(kStarts)) return DYDCA_IMPROVE;
  return by_skyline_ ? DYDCA_SKYLINE : DYDCA_GREEDY_AREA;
}

std::vector<int64_t> Improver::Place(const std::vector<double>& priorities, Budget* budget) {
  if (by_skyline_) return skyline_.Place(priorities, budget);
  std::vector<int32_t> order(priorities.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return priorities[a] > priorities[b]; });
  return first_fit_.Place(order, std::numeric_limits<int64_t>::max() / 4, budget);
}

void Improver::Perturb(int64_t target_bytes) {
  priorities_ = best_;
  for (size_t j = 0; j < priorities_.size(); ++j) {
    const Item& item = model_.items[j];
    if (offsets_[j] * model_.unit + item.raw > target_bytes) {
      priorities_[j] *= std::exp(std::abs(random_.Normal()));
    } else if (random_.Uniform() < 0.05) {
      priorities_[j] *= std::exp(0.3 * random_.Normal());
    }
  }
}

}  // namespace dydca::planner
