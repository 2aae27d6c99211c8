// Ways through the choices of the items that live at one time.
#ifndef TVM_DYDCA_CSRC_PLANNER_WORLDS_H_
#define TVM_DYDCA_CSRC_PLANNER_WORLDS_H_

#include <cstdint>
#include <vector>

#include "model.h"

namespace dydca::planner {

struct GroupLoad {
  int32_t group;
  int64_t load;  // Units: the sum of its items' sizes.
};

// The groups of the heaviest way through the choices, as indices into `loads`. Exact where choices nest as in a tree;
// where they are tangled it gives up after a while and returns one way, which still is one.
std::vector<int32_t> HeaviestWorld(const Model& model, const std::vector<GroupLoad>& loads);

// The heaviest way, then others until every two groups that do not exclude each other are in one of them.
std::vector<std::vector<int32_t>> CoveringWorlds(const Model& model, const std::vector<GroupLoad>& loads);

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_WORLDS_H_
