__kernel void kernel_kernel(__global float* restrict x, __global float* restrict y, long common_0) {
  long common_1 = (group_x * 64);
  long common_2 = ((group_x * 64) + item_x);
  long common_3 = ((group_x * 256) + (item_x * 4));
  if (((group_x * 64) + item_x) < common_0) {
    y[((group_x * 256) + (item_x * 4))] = x[((group_x * 64) + item_x)];
  }
  if (((group_x * 64) + item_x) < common_0) {
    y[(((group_x * 256) + (item_x * 4)) + 1)] = x[(((group_x * 64) + item_x) + common_0)];
  }
  if (((group_x * 64) + item_x) < common_0) {
    y[(((group_x * 256) + (item_x * 4)) + 2)] = x[(((group_x * 64) + (common_0 * 2)) + item_x)];
  }
  if (((group_x * 64) + item_x) < common_0) {
    y[(((group_x * 256) + (item_x * 4)) + 3)] = 0;
  }
}
