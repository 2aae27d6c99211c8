// Placement of items one after another, each at the lowest offset that is free during its life.
#ifndef TVM_DYDCA_CSRC_PLANNER_FIRST_FIT_H_
#define TVM_DYDCA_CSRC_PLANNER_FIRST_FIT_H_

#include <cstdint>
#include <vector>

#include "budget.h"
#include "model.h"

namespace dydca::planner {

class FirstFit {
 public:
  explicit FirstFit(const Model& model);

  // Offsets in units, fixed items first and the others in `order`. Empty where an item would end above
  // `capacity_bytes`, or the budget is spent.
  std::vector<int64_t> Place(const std::vector<int32_t>& order, int64_t capacity_bytes, Budget* budget);

 private:
  struct Placed {
    int64_t offset, end;
    int32_t from, to, group;  // Sections, half-open.
  };

  int64_t Find(const Item& item, Budget* budget) const;
  void Insert(const Item& item, int64_t offset);

  const Model& model_;
  std::vector<std::vector<Placed>> blocks_;  // All that is placed, by ascending offset, cut in short blocks.
};

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_FIRST_FIT_H_
