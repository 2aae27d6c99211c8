// The item of the highest priority whose life lies within some sections and covers one of them.
#ifndef TVM_DYDCA_CSRC_PLANNER_CORNER_TREE_H_
#define TVM_DYDCA_CSRC_PLANNER_CORNER_TREE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model.h"

namespace dydca::planner {

// A k-d tree over (begin, end) of the items, with the highest priority in each box.
class CornerTree {
 public:
  CornerTree(const Model& model, const std::vector<double>& priorities);

  // The best with begin in [begin_low, begin_high] and end in [end_low, end_high]; -1 where there is none.
  int32_t Best(int32_t begin_low, int32_t begin_high, int32_t end_low, int32_t end_high) const;
  void Erase(int32_t item);

 private:
  struct Box {
    int32_t begin_low, begin_high, end_low, end_high;
    double best;  // Negative: nothing is in it.
  };

  void Build(const Model& model, const std::vector<double>& priorities, size_t node, size_t from, size_t to,
             bool by_end);

  std::vector<Box> boxes_;  // A binary heap; the leaves, from leaves_ on, hold one item each.
  std::vector<int32_t> items_;
  std::vector<size_t> leaf_of_;
  size_t leaves_ = 1;
};

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_CORNER_TREE_H_
