__kernel void kernel_kernel(__global float* restrict x, __global float* restrict y, long cse_v1) {
  long cse_v2 = (group_x * 64);
  long cse_v3 = ((group_x * 64) + item_x);
  long cse_v4 = ((group_x * 256) + (item_x * 4));
  if (((group_x * 64) + item_x) < cse_v1) {
    y[((group_x * 256) + (item_x * 4))] = x[((group_x * 64) + item_x)];
  }
  if (((group_x * 64) + item_x) < cse_v1) {
    y[(((group_x * 256) + (item_x * 4)) + 1)] = x[(((group_x * 64) + item_x) + cse_v1)];
  }
  if (((group_x * 64) + item_x) < cse_v1) {
    y[(((group_x * 256) + (item_x * 4)) + 2)] = x[(((group_x * 64) + (cse_v1 * 2)) + item_x)];
  }
  if (((group_x * 64) + item_x) < cse_v1) {
    y[(((group_x * 256) + (item_x * 4)) + 3)] = 0;
  }
}
