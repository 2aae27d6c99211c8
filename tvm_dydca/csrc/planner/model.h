// A problem as the algorithms see it: whole units, sections of time, cells.
#ifndef TVM_DYDCA_CSRC_PLANNER_MODEL_H_
#define TVM_DYDCA_CSRC_PLANNER_MODEL_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "planner.h"

namespace dydca::planner {

struct Item {
  int64_t size;        // Units, rounded up: every offset is a whole number of units.
  int64_t raw;         // Bytes.
  int64_t alignment;   // Units.
  int64_t fixed;       // Units; -1 where it is free.
  int32_t begin, end;  // Sections, half-open.
  int32_t group;       // Index into Model::groups.
};

// (choice, alternative), ascending by choice. Groups that disagree on a choice exclude each other.
using Group = std::vector<std::pair<int32_t, int32_t>>;

struct Model {
  explicit Model(const DydcaProblem& problem);

  // Whether two items may share memory although they live at once.
  bool Exclude(int32_t group, int32_t other) const;
  bool Conflict(const Item& a, const Item& b) const {
    return a.begin < b.end && b.begin < a.end && !Exclude(a.group, b.group);
  }

  // Bytes from 0 to the highest end.
  int64_t SizeBytes(const std::vector<int64_t>& offsets) const;
  // The smallest size above `bytes` that some placement may have: one item ends there.
  int64_t NextSize(int64_t bytes) const;

  int64_t unit = 1;  // Bytes.
  std::vector<Item> items;
  std::vector<Group> groups;
  std::vector<int64_t> times;  // For each section a time at which all of its items live.
  // Sections in which one item ends: a section is a longest set of items that live at one time.
  int32_t sections = 0;
};

// Sets of items of which each two conflict, so that each set needs the sum of its sizes; every pair that conflicts is
// in one of them. Without choices there is one set a section. With choices there are several: one for the heaviest
// way through the choices, then as many as it takes to cover all pairs.
struct Cells {
  // Collects the sets while their total length is within `limit`; `complete` says whether it was.
  Cells(const Model& model, int64_t limit);

  std::vector<std::vector<int32_t>> members;
  std::vector<int64_t> load;   // Units: the sum of sizes.
  std::vector<int32_t> first;  // For each section the first of its sets.
  bool complete = true;
  int64_t bound_bytes = 0;  // The largest sum of sizes, of all sets.
  int64_t pairs = 0;        // Items that live at once, exclusive or not.
};

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_MODEL_H_
