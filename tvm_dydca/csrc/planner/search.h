// The exact search: is there a placement within a capacity?
#ifndef TVM_DYDCA_CSRC_PLANNER_SEARCH_H_
#define TVM_DYDCA_CSRC_PLANNER_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "budget.h"
#include "model.h"

namespace dydca::planner {

enum class Outcome { kFound, kNone, kStopped };

// Depth first, from the bottom up. Every item has a head: it begins there or higher. A node takes a valley, that is a
// cell whose lowest heads belong to items that nothing can be put under any more, and branches on which of these items
// begins right there, or none. Among the placements with the smallest sum of offsets one is always kept.
//
// It turns back where the items of a cell, begun as early as their heads allow, end above the capacity. The decisions
// behind the heads of these items are the conflict; decisions outside of it are jumped over, since none of their
// alternatives would help. States that were searched in vain are remembered by a hash.
//
// That offsets need only be tried bottom-up, and that the lowest free spot is where to branch, is known from strip
// packing and from Moffitt, "MiniMalloc: A Lightweight Memory Allocator for Hardware-Accelerated Machine Learning",
// ASPLOS 2023; the jumps are those of Prosser, "Hybrid algorithms for the constraint satisfaction problem", 1993.
class Search {
 public:
  Search(const Model& model, const Cells& cells);

  struct Style {
    std::vector<int32_t> rank;  // Of candidates that are flush on as many sides the lowest rank is tried first.
    bool local;                 // Any valley, or one at the lowest head of all.
  };

  // Searches for at most `nodes` nodes. After kFound, `offsets()` tells where.
  Outcome Run(int64_t capacity_bytes, const Style& style, int64_t nodes, Budget* budget);

  // Units.
  const std::vector<int64_t>& offsets() const { return head_; }

  // Bytes: no placement needs less, by the heads of a search without decisions.
  int64_t RootBound();

 private:
  struct Event {  // A head was raised.
    int32_t item;
    int32_t previous;  // The item's event before this one, or -1.
    int64_t before;    // The head until then.
  };
  struct Valley {
    int64_t floor;       // The lowest head in a cell,
    int64_t lowest_end;  // the lowest end if items begin at their heads,
    int64_t slack;       // what is left at the top after all of them,
    int32_t ties;        // and how many have the lowest head.
  };
  struct CellUndo {
    int32_t cell;
    Valley before;
  };
  struct Frame {  // A decision; its level is its place in the stack.
    int64_t floor;
    size_t begin, next, end;  // Its candidates; after the last comes the branch without any of them.
    size_t events, cells;     // Lengths of the trails.
    uint64_t key;
    int32_t placed;  // By the current branch, or -1.
  };

  bool Reset(int64_t capacity_bytes);
  int64_t Clear(int32_t item, int64_t from) const;
  // These four return false for a failure, with its conflict.
  bool Raise(int32_t item, int64_t to, size_t level, bool around);
  bool Propagate();
  bool PropagateCell(int32_t cell);
  bool Open();
  void Mark(int32_t cell);
  int32_t ChooseCell() const;
  bool Hollow(int32_t item) const;
  int Flush(int32_t item, int64_t floor) const;
  bool Advance();
  bool Place(int32_t item, size_t level);
  bool Decline(const Frame& frame, size_t level);
  bool Support(int32_t item, int64_t floor, size_t level);
  bool Backtrack(bool* alive);
  void Unplace(int32_t item);
  void AddReason(int32_t item, uint64_t* levels) const;
  void AddLevel(size_t level, uint64_t* levels) const;
  void ClearConflict();

  const Model& model_;
  const Cells& cells_;
  std::vector<std::vector<int32_t>> cells_of_, conflicts_;
  std::vector<std::vector<int32_t>> obstacles_;  // Of each item those in conflict that are fixed, ascending.
  std::vector<int64_t> size_;
  std::vector<int32_t> kind_;  // Equal for items that nothing distinguishes.
  const Style* style_ = nullptr;

  std::vector<int64_t> head_, limit_;  // Limits: the highest offset within the capacity.
  std::vector<int32_t> last_event_;
  std::vector<int32_t> placed_level_;  // Of the decision, or -1.
  size_t unplaced_ = 0;

  std::vector<std::vector<int32_t>> order_;  // For each cell its items, those not yet placed first.
  std::vector<int32_t> active_;              // For each cell how many are not.
  std::vector<int64_t> cell_limit_;
  std::vector<Valley> valleys_;
  std::vector<char> marked_;
  std::vector<int32_t> marks_;  // Cells to look at again.

  std::vector<Event> events_;
  std::vector<uint64_t> reasons_;  // For each event the levels of the decisions behind the new head.
  std::vector<CellUndo> undo_;
  std::vector<Frame> frames_;
  std::vector<int32_t> candidates_;

  size_t words_;                    // Of a set of levels.
  std::vector<uint64_t> conflict_;  // The levels behind the last failure.
  std::vector<uint64_t> gathered_;  // For each frame those behind the failures of its branches.

  uint64_t key_ = 0;  // Of the capacity, what is not placed, and its heads.
  std::vector<uint64_t> failed_;
  int64_t work_ = 0;
};

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_SEARCH_H_
