#include "first_fit.h"

#include <algorithm>

namespace dydca::planner {

namespace {
constexpr size_t kBlock = 512;
}

FirstFit::FirstFit(const Model& model) : model_(model) {}

std::vector<int64_t> FirstFit::Place(const std::vector<int32_t>& order, int64_t capacity_bytes, Budget* budget) {
  blocks_.assign(1, {});
  std::vector<int64_t> offsets(model_.items.size());
  for (size_t j = 0; j < offsets.size(); ++j) {
    if (model_.items[j].fixed >= 0) Insert(model_.items[j], offsets[j] = model_.items[j].fixed);
  }
  for (int32_t j : order) {
    const Item& item = model_.items[j];
    if (item.fixed >= 0) continue;
    offsets[j] = Find(item, budget);
    if (offsets[j] * model_.unit + item.raw > capacity_bytes || budget->spent()) return {};
    Insert(item, offsets[j]);
  }
  return offsets;
}

int64_t FirstFit::Find(const Item& item, Budget* budget) const {
  int64_t at = 0, work = 0;
  for (const auto& block : blocks_) {
    for (const Placed& other : block) {
      if (other.end <= at || other.to <= item.begin || item.end <= other.from) continue;
      if (other.offset >= at + item.size) {  // All that follow are as high or higher.
        budget->Spend(0, work);
        return at;
      }
      if (model_.Exclude(item.group, other.group)) continue;
      at = (other.end + item.alignment - 1) / item.alignment * item.alignment;
    }
    work += static_cast<int64_t>(block.size());
  }
  budget->Spend(0, work);
  return at;
}

void FirstFit::Insert(const Item& item, int64_t offset) {
  const Placed placed{offset, offset + item.size, item.begin, item.end, item.group};
  auto lower = [](const Placed& a, const Placed& b) { return a.offset < b.offset; };
  auto block = std::find_if(blocks_.begin(), blocks_.end() - 1,
                            [&](const auto& some) { return !some.empty() && !lower(some.back(), placed); });
  block->insert(std::upper_bound(block->begin(), block->end(), placed, lower), placed);
  if (block->size() < kBlock) return;
  std::vector<Placed> upper(block->begin() + kBlock / 2, block->end());
  block->resize(kBlock / 2);
  blocks_.insert(block + 1, std::move(upper));
}

}  // namespace dydca::planner
