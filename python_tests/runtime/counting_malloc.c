/* A library to preload: counts what is allocated while counting is on, and how many bytes. */
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

extern void* __libc_malloc(size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);

static atomic_int on;
static atomic_long aligned;
static atomic_long large;

/* Starts or ends counting; the counters begin at zero. */
void count_allocations(int start) {
  aligned = 0;
  large = 0;
  on = start;
}

/* Allocations with an alignment of their own: all memory that TVM takes for tensors and workspaces. */
long aligned_allocations(void) { return aligned; }

/* Other allocations of a page and more. */
long large_allocations(void) { return large; }

void* malloc(size_t size) {
  if (on && size >= 4096) ++large;
  return __libc_malloc(size);
}

static void* allocate(size_t alignment, size_t size) {
  if (on) ++aligned;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** result, size_t alignment, size_t size) {
  *result = allocate(alignment, size);
  return *result == NULL ? ENOMEM : 0;
}

void* aligned_alloc(size_t alignment, size_t size) { return allocate(alignment, size); }

void* memalign(size_t alignment, size_t size) { return allocate(alignment, size); }
