// Placement from the bottom up: fill the lowest free stretch of time with what fits there, or give it up.
#ifndef TVM_DYDCA_CSRC_PLANNER_SKYLINE_H_
#define TVM_DYDCA_CSRC_PLANNER_SKYLINE_H_

#include <cstdint>
#include <vector>

#include "budget.h"
#include "corner_tree.h"
#include "load_tree.h"
#include "model.h"

namespace dydca::planner {

// The skyline says for each section how high the items placed so far reach. Its lowest stretch takes the item of the
// highest priority among those that fit in and cover the section with the most still to come; then any that fits in.
// Where nothing fits, the stretch is raised to the lower of its neighbours, and the space below is lost. So nothing is
// looked at twice, and an item costs about the logarithm of their number. The idea is the best-fit heuristic for strip
// packing (Burke, Kendall and Whitwell, "A New Placement Heuristic for the Orthogonal Stock-Cutting Problem",
// Operations Research 52(4), 2004), with positions in time given.
class Skyline {
 public:
  explicit Skyline(const Model& model) : model_(model) {}

  // It knows neither fixed items nor choices.
  static bool Applies(const Model& model);

  // Offsets in units; priorities are positive. Empty where the budget is spent.
  std::vector<int64_t> Place(const std::vector<double>& priorities, Budget* budget) const;

 private:
  const Model& model_;
};

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_SKYLINE_H_
