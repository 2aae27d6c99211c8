__kernel void kernel_kernel(__global float* restrict x, __global float* restrict y, long H, long W) {
  float texel_local[4];
  long common_0 = (group_y * 4);
  long common_1 = (group_x * 16);
  long common_2 = ((group_y * 4) + item_y);
  long common_3 = ((group_x * 16) + item_x);
  long common_4 = (((group_y * 4) + item_y) * W);
  if ((((group_y * 4) + item_y) < H) && (((group_x * 16) + item_x) < W)) {
    texel_local[0] = x[(((group_x * 16) + (((group_y * 4) + item_y) * W)) + item_x)];
  }
  if ((((group_y * 4) + item_y) < H) && (((group_x * 16) + item_x) < W)) {
    texel_local[1] = x[(((group_x * 16) + ((((group_y * 4) + H) + item_y) * W)) + item_x)];
  }
  if ((((group_y * 4) + item_y) < H) && (((group_x * 16) + item_x) < W)) {
    texel_local[2] = x[(((group_x * 16) + ((((group_y * 4) + (H * 2)) + item_y) * W)) + item_x)];
  }
  if ((((group_y * 4) + item_y) < H) && (((group_x * 16) + item_x) < W)) {
    texel_local[3] = 0;
  }
  if ((((group_y * 4) + item_y) < H) && (((group_x * 16) + item_x) < W)) {
    vstore4(vload4(0, texel_local + 0), 0, y + (((group_x * 64) + ((((group_y * 4) + item_y) * W) * 4)) + (item_x * 4)));
  }
}
