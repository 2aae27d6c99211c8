// Orders in which a single pass of first fit does well.
#ifndef TVM_DYDCA_CSRC_PLANNER_GREEDY_H_
#define TVM_DYDCA_CSRC_PLANNER_GREEDY_H_

#include <cstdint>
#include <vector>

#include "model.h"

namespace dydca::planner {

// The items in the order of a strategy of planner.h (DYDCA_GREEDY_*): by falling size, area (size times sections) or
// lifetime, by the time at which they begin, or from the section of the highest load outward, as in SoD2 (Niu et al.,
// ASPLOS 2024).
std::vector<int32_t> GreedyOrder(const Model& model, int32_t strategy);

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_GREEDY_H_
