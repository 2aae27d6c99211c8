#ifdef __OPENCL_VERSION__
#if __OPENCL_VERSION__ == CL_VERSION_2_0 || __OPENCL_VERSION__ == CL_VERSION_3_0 
#define READ_IMAGEH(image, sampler, coord) read_imageh(image, sampler, coord)
#define READ_IMAGEF(image, sampler, coord) read_imagef(image, sampler, coord)
#else
#define READ_IMAGEH(image, sampler, coord) read_imageh(image, coord)
#define READ_IMAGEF(image, sampler, coord) read_imagef(image, coord)
#endif
#endif

__kernel void kernel_kernel(__global float* restrict b, __read_only image2d_array_t skip_ws, __read_only image2d_array_t ws, __read_only image2d_array_t x, __read_only image2d_array_t xs, __global float* restrict y, long H, long W) {
  const sampler_t image_sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP | CLK_FILTER_NEAREST;
  float4 A_local[16];
  float P_local[24];
  float4 U_local[16];
  float4 AS_local[16];
  float PS_local[32];
  float4 US_local[12];
  A_local[0] = 0;
  A_local[1] = 0;
  A_local[2] = 0;
  A_local[3] = 0;
  A_local[4] = 0;
  A_local[5] = 0;
  A_local[6] = 0;
  A_local[7] = 0;
  A_local[8] = 0;
  A_local[9] = 0;
  A_local[10] = 0;
  A_local[11] = 0;
  A_local[12] = 0;
  A_local[13] = 0;
  A_local[14] = 0;
  A_local[15] = 0;
  long common_0 = item_y;
  long common_1 = item_x;
  int common_2 = (group_z * 4);
  long common_3 = ((group_y * 16) + item_y);
  int common_4 = ((group_z * 4) + 1);
  int common_5 = ((group_z * 4) + 2);
  int common_6 = ((group_z * 4) + 3);
  long common_7 = ((group_x * 16) + (item_x * 4));
  long common_8 = (((group_x * 16) + (item_x * 4)) - 1);
  long common_9 = (((group_x * 16) + (item_x * 4)) + 2);
  long common_10 = (((group_x * 16) + (item_x * 4)) + 1);
  long common_11 = (((group_x * 16) + (item_x * 4)) + 3);
  long common_12 = (((group_x * 16) + (item_x * 4)) + 4);
  long common_13 = (((group_x * 16) + (item_x * 4)) + 5);
  for (int loop_0 = 0; loop_0 < 8; ++loop_0) {
    for (int loop_1 = 0; loop_1 < 3; ++loop_1) {
      long common_14 = (((group_y * 16) + item_y) + loop_1);
      long common_15 = ((((group_y * 16) + item_y) + loop_1) - 1);
      float4 condval;
      if ((((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && (1 < ((group_x * 16) + (item_x * 4)))) && (((group_x * 16) + (item_x * 4)) <= W)) {
        float4 v_ = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) - 1), ((((group_y * 16) + item_y) + loop_1) - 1), loop_0, 0))));
        condval = v_;
      } else {
        condval = 0;
      }
      vstore4(condval, 0, P_local + 0);
      float4 condval_1;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && (((group_x * 16) + (item_x * 4)) < W)) {
        float4 v__1 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)(((group_x * 16) + (item_x * 4)), ((((group_y * 16) + item_y) + loop_1) - 1), loop_0, 0))));
        condval_1 = v__1;
      } else {
        condval_1 = 0;
      }
      vstore4(condval_1, 0, P_local + 4);
      float4 condval_2;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && ((((group_x * 16) + (item_x * 4)) + 2) <= W)) {
        float4 v__2 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) + 1), ((((group_y * 16) + item_y) + loop_1) - 1), loop_0, 0))));
        condval_2 = v__2;
      } else {
        condval_2 = 0;
      }
      vstore4(condval_2, 0, P_local + 8);
      float4 condval_3;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && ((((group_x * 16) + (item_x * 4)) + 3) <= W)) {
        float4 v__3 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) + 2), ((((group_y * 16) + item_y) + loop_1) - 1), loop_0, 0))));
        condval_3 = v__3;
      } else {
        condval_3 = 0;
      }
      vstore4(condval_3, 0, P_local + 12);
      float4 condval_4;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && ((((group_x * 16) + (item_x * 4)) + 4) <= W)) {
        float4 v__4 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) + 3), ((((group_y * 16) + item_y) + loop_1) - 1), loop_0, 0))));
        condval_4 = v__4;
      } else {
        condval_4 = 0;
      }
      vstore4(condval_4, 0, P_local + 16);
      float4 condval_5;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && ((((group_x * 16) + (item_x * 4)) + 5) <= W)) {
        float4 v__5 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) + 4), ((((group_y * 16) + item_y) + loop_1) - 1), loop_0, 0))));
        condval_5 = v__5;
      } else {
        condval_5 = 0;
      }
      vstore4(condval_5, 0, P_local + 20);
      int common_16 = ((loop_0 * 36) + (loop_1 * 12));
      float4 v__6 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)(((loop_0 * 36) + (loop_1 * 12)), (group_z * 4), 0, 0))));
      U_local[0] = v__6;
      int common_17 = (((loop_0 * 36) + (loop_1 * 12)) + 1);
      float4 v__7 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 1), (group_z * 4), 0, 0))));
      U_local[1] = v__7;
      int common_18 = (((loop_0 * 36) + (loop_1 * 12)) + 2);
      float4 v__8 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 2), (group_z * 4), 0, 0))));
      U_local[2] = v__8;
      int common_19 = (((loop_0 * 36) + (loop_1 * 12)) + 3);
      float4 v__9 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 3), (group_z * 4), 0, 0))));
      U_local[3] = v__9;
      float4 v__10 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)(((loop_0 * 36) + (loop_1 * 12)), ((group_z * 4) + 1), 0, 0))));
      U_local[4] = v__10;
      float4 v__11 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 1), ((group_z * 4) + 1), 0, 0))));
      U_local[5] = v__11;
      float4 v__12 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 2), ((group_z * 4) + 1), 0, 0))));
      U_local[6] = v__12;
      float4 v__13 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 3), ((group_z * 4) + 1), 0, 0))));
      U_local[7] = v__13;
      float4 v__14 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)(((loop_0 * 36) + (loop_1 * 12)), ((group_z * 4) + 2), 0, 0))));
      U_local[8] = v__14;
      float4 v__15 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 1), ((group_z * 4) + 2), 0, 0))));
      U_local[9] = v__15;
      float4 v__16 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 2), ((group_z * 4) + 2), 0, 0))));
      U_local[10] = v__16;
      float4 v__17 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 3), ((group_z * 4) + 2), 0, 0))));
      U_local[11] = v__17;
      float4 v__18 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)(((loop_0 * 36) + (loop_1 * 12)), ((group_z * 4) + 3), 0, 0))));
      U_local[12] = v__18;
      float4 v__19 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 1), ((group_z * 4) + 3), 0, 0))));
      U_local[13] = v__19;
      float4 v__20 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 2), ((group_z * 4) + 3), 0, 0))));
      U_local[14] = v__20;
      float4 v__21 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 3), ((group_z * 4) + 3), 0, 0))));
      U_local[15] = v__21;
      A_local[0] = (A_local[0] + (P_local[0] * U_local[0]));
      A_local[1] = (A_local[1] + (P_local[4] * U_local[0]));
      A_local[2] = (A_local[2] + (P_local[8] * U_local[0]));
      A_local[3] = (A_local[3] + (P_local[12] * U_local[0]));
      A_local[4] = (A_local[4] + (P_local[0] * U_local[4]));
      A_local[5] = (A_local[5] + (P_local[4] * U_local[4]));
      A_local[6] = (A_local[6] + (P_local[8] * U_local[4]));
      A_local[7] = (A_local[7] + (P_local[12] * U_local[4]));
      A_local[8] = (A_local[8] + (P_local[0] * U_local[8]));
      A_local[9] = (A_local[9] + (P_local[4] * U_local[8]));
      A_local[10] = (A_local[10] + (P_local[8] * U_local[8]));
      A_local[11] = (A_local[11] + (P_local[12] * U_local[8]));
      A_local[12] = (A_local[12] + (P_local[0] * U_local[12]));
      A_local[13] = (A_local[13] + (P_local[4] * U_local[12]));
      A_local[14] = (A_local[14] + (P_local[8] * U_local[12]));
      A_local[15] = (A_local[15] + (P_local[12] * U_local[12]));
      A_local[0] = (A_local[0] + (P_local[1] * U_local[1]));
      A_local[1] = (A_local[1] + (P_local[5] * U_local[1]));
      A_local[2] = (A_local[2] + (P_local[9] * U_local[1]));
      A_local[3] = (A_local[3] + (P_local[13] * U_local[1]));
      A_local[4] = (A_local[4] + (P_local[1] * U_local[5]));
      A_local[5] = (A_local[5] + (P_local[5] * U_local[5]));
      A_local[6] = (A_local[6] + (P_local[9] * U_local[5]));
      A_local[7] = (A_local[7] + (P_local[13] * U_local[5]));
      A_local[8] = (A_local[8] + (P_local[1] * U_local[9]));
      A_local[9] = (A_local[9] + (P_local[5] * U_local[9]));
      A_local[10] = (A_local[10] + (P_local[9] * U_local[9]));
      A_local[11] = (A_local[11] + (P_local[13] * U_local[9]));
      A_local[12] = (A_local[12] + (P_local[1] * U_local[13]));
      A_local[13] = (A_local[13] + (P_local[5] * U_local[13]));
      A_local[14] = (A_local[14] + (P_local[9] * U_local[13]));
      A_local[15] = (A_local[15] + (P_local[13] * U_local[13]));
      A_local[0] = (A_local[0] + (P_local[2] * U_local[2]));
      A_local[1] = (A_local[1] + (P_local[6] * U_local[2]));
      A_local[2] = (A_local[2] + (P_local[10] * U_local[2]));
      A_local[3] = (A_local[3] + (P_local[14] * U_local[2]));
      A_local[4] = (A_local[4] + (P_local[2] * U_local[6]));
      A_local[5] = (A_local[5] + (P_local[6] * U_local[6]));
      A_local[6] = (A_local[6] + (P_local[10] * U_local[6]));
      A_local[7] = (A_local[7] + (P_local[14] * U_local[6]));
      A_local[8] = (A_local[8] + (P_local[2] * U_local[10]));
      A_local[9] = (A_local[9] + (P_local[6] * U_local[10]));
      A_local[10] = (A_local[10] + (P_local[10] * U_local[10]));
      A_local[11] = (A_local[11] + (P_local[14] * U_local[10]));
      A_local[12] = (A_local[12] + (P_local[2] * U_local[14]));
      A_local[13] = (A_local[13] + (P_local[6] * U_local[14]));
      A_local[14] = (A_local[14] + (P_local[10] * U_local[14]));
      A_local[15] = (A_local[15] + (P_local[14] * U_local[14]));
      A_local[0] = (A_local[0] + (P_local[3] * U_local[3]));
      A_local[1] = (A_local[1] + (P_local[7] * U_local[3]));
      A_local[2] = (A_local[2] + (P_local[11] * U_local[3]));
      A_local[3] = (A_local[3] + (P_local[15] * U_local[3]));
      A_local[4] = (A_local[4] + (P_local[3] * U_local[7]));
      A_local[5] = (A_local[5] + (P_local[7] * U_local[7]));
      A_local[6] = (A_local[6] + (P_local[11] * U_local[7]));
      A_local[7] = (A_local[7] + (P_local[15] * U_local[7]));
      A_local[8] = (A_local[8] + (P_local[3] * U_local[11]));
      A_local[9] = (A_local[9] + (P_local[7] * U_local[11]));
      A_local[10] = (A_local[10] + (P_local[11] * U_local[11]));
      A_local[11] = (A_local[11] + (P_local[15] * U_local[11]));
      A_local[12] = (A_local[12] + (P_local[3] * U_local[15]));
      A_local[13] = (A_local[13] + (P_local[7] * U_local[15]));
      A_local[14] = (A_local[14] + (P_local[11] * U_local[15]));
      A_local[15] = (A_local[15] + (P_local[15] * U_local[15]));
      int common_20 = (((loop_0 * 36) + (loop_1 * 12)) + 4);
      float4 v__22 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 4), (group_z * 4), 0, 0))));
      U_local[0] = v__22;
      int common_21 = (((loop_0 * 36) + (loop_1 * 12)) + 5);
      float4 v__23 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 5), (group_z * 4), 0, 0))));
      U_local[1] = v__23;
      int common_22 = (((loop_0 * 36) + (loop_1 * 12)) + 6);
      float4 v__24 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 6), (group_z * 4), 0, 0))));
      U_local[2] = v__24;
      int common_23 = (((loop_0 * 36) + (loop_1 * 12)) + 7);
      float4 v__25 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 7), (group_z * 4), 0, 0))));
      U_local[3] = v__25;
      float4 v__26 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 4), ((group_z * 4) + 1), 0, 0))));
      U_local[4] = v__26;
      float4 v__27 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 5), ((group_z * 4) + 1), 0, 0))));
      U_local[5] = v__27;
      float4 v__28 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 6), ((group_z * 4) + 1), 0, 0))));
      U_local[6] = v__28;
      float4 v__29 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 7), ((group_z * 4) + 1), 0, 0))));
      U_local[7] = v__29;
      float4 v__30 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 4), ((group_z * 4) + 2), 0, 0))));
      U_local[8] = v__30;
      float4 v__31 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 5), ((group_z * 4) + 2), 0, 0))));
      U_local[9] = v__31;
      float4 v__32 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 6), ((group_z * 4) + 2), 0, 0))));
      U_local[10] = v__32;
      float4 v__33 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 7), ((group_z * 4) + 2), 0, 0))));
      U_local[11] = v__33;
      float4 v__34 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 4), ((group_z * 4) + 3), 0, 0))));
      U_local[12] = v__34;
      float4 v__35 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 5), ((group_z * 4) + 3), 0, 0))));
      U_local[13] = v__35;
      float4 v__36 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 6), ((group_z * 4) + 3), 0, 0))));
      U_local[14] = v__36;
      float4 v__37 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 7), ((group_z * 4) + 3), 0, 0))));
      U_local[15] = v__37;
      A_local[0] = (A_local[0] + (P_local[4] * U_local[0]));
      A_local[1] = (A_local[1] + (P_local[8] * U_local[0]));
      A_local[2] = (A_local[2] + (P_local[12] * U_local[0]));
      A_local[3] = (A_local[3] + (P_local[16] * U_local[0]));
      A_local[4] = (A_local[4] + (P_local[4] * U_local[4]));
      A_local[5] = (A_local[5] + (P_local[8] * U_local[4]));
      A_local[6] = (A_local[6] + (P_local[12] * U_local[4]));
      A_local[7] = (A_local[7] + (P_local[16] * U_local[4]));
      A_local[8] = (A_local[8] + (P_local[4] * U_local[8]));
      A_local[9] = (A_local[9] + (P_local[8] * U_local[8]));
      A_local[10] = (A_local[10] + (P_local[12] * U_local[8]));
      A_local[11] = (A_local[11] + (P_local[16] * U_local[8]));
      A_local[12] = (A_local[12] + (P_local[4] * U_local[12]));
      A_local[13] = (A_local[13] + (P_local[8] * U_local[12]));
      A_local[14] = (A_local[14] + (P_local[12] * U_local[12]));
      A_local[15] = (A_local[15] + (P_local[16] * U_local[12]));
      A_local[0] = (A_local[0] + (P_local[5] * U_local[1]));
      A_local[1] = (A_local[1] + (P_local[9] * U_local[1]));
      A_local[2] = (A_local[2] + (P_local[13] * U_local[1]));
      A_local[3] = (A_local[3] + (P_local[17] * U_local[1]));
      A_local[4] = (A_local[4] + (P_local[5] * U_local[5]));
      A_local[5] = (A_local[5] + (P_local[9] * U_local[5]));
      A_local[6] = (A_local[6] + (P_local[13] * U_local[5]));
      A_local[7] = (A_local[7] + (P_local[17] * U_local[5]));
      A_local[8] = (A_local[8] + (P_local[5] * U_local[9]));
      A_local[9] = (A_local[9] + (P_local[9] * U_local[9]));
      A_local[10] = (A_local[10] + (P_local[13] * U_local[9]));
      A_local[11] = (A_local[11] + (P_local[17] * U_local[9]));
      A_local[12] = (A_local[12] + (P_local[5] * U_local[13]));
      A_local[13] = (A_local[13] + (P_local[9] * U_local[13]));
      A_local[14] = (A_local[14] + (P_local[13] * U_local[13]));
      A_local[15] = (A_local[15] + (P_local[17] * U_local[13]));
      A_local[0] = (A_local[0] + (P_local[6] * U_local[2]));
      A_local[1] = (A_local[1] + (P_local[10] * U_local[2]));
      A_local[2] = (A_local[2] + (P_local[14] * U_local[2]));
      A_local[3] = (A_local[3] + (P_local[18] * U_local[2]));
      A_local[4] = (A_local[4] + (P_local[6] * U_local[6]));
      A_local[5] = (A_local[5] + (P_local[10] * U_local[6]));
      A_local[6] = (A_local[6] + (P_local[14] * U_local[6]));
      A_local[7] = (A_local[7] + (P_local[18] * U_local[6]));
      A_local[8] = (A_local[8] + (P_local[6] * U_local[10]));
      A_local[9] = (A_local[9] + (P_local[10] * U_local[10]));
      A_local[10] = (A_local[10] + (P_local[14] * U_local[10]));
      A_local[11] = (A_local[11] + (P_local[18] * U_local[10]));
      A_local[12] = (A_local[12] + (P_local[6] * U_local[14]));
      A_local[13] = (A_local[13] + (P_local[10] * U_local[14]));
      A_local[14] = (A_local[14] + (P_local[14] * U_local[14]));
      A_local[15] = (A_local[15] + (P_local[18] * U_local[14]));
      A_local[0] = (A_local[0] + (P_local[7] * U_local[3]));
      A_local[1] = (A_local[1] + (P_local[11] * U_local[3]));
      A_local[2] = (A_local[2] + (P_local[15] * U_local[3]));
      A_local[3] = (A_local[3] + (P_local[19] * U_local[3]));
      A_local[4] = (A_local[4] + (P_local[7] * U_local[7]));
      A_local[5] = (A_local[5] + (P_local[11] * U_local[7]));
      A_local[6] = (A_local[6] + (P_local[15] * U_local[7]));
      A_local[7] = (A_local[7] + (P_local[19] * U_local[7]));
      A_local[8] = (A_local[8] + (P_local[7] * U_local[11]));
      A_local[9] = (A_local[9] + (P_local[11] * U_local[11]));
      A_local[10] = (A_local[10] + (P_local[15] * U_local[11]));
      A_local[11] = (A_local[11] + (P_local[19] * U_local[11]));
      A_local[12] = (A_local[12] + (P_local[7] * U_local[15]));
      A_local[13] = (A_local[13] + (P_local[11] * U_local[15]));
      A_local[14] = (A_local[14] + (P_local[15] * U_local[15]));
      A_local[15] = (A_local[15] + (P_local[19] * U_local[15]));
      int common_24 = (((loop_0 * 36) + (loop_1 * 12)) + 8);
      float4 v__38 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 8), (group_z * 4), 0, 0))));
      U_local[0] = v__38;
      int common_25 = (((loop_0 * 36) + (loop_1 * 12)) + 9);
      float4 v__39 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 9), (group_z * 4), 0, 0))));
      U_local[1] = v__39;
      int common_26 = (((loop_0 * 36) + (loop_1 * 12)) + 10);
      float4 v__40 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 10), (group_z * 4), 0, 0))));
      U_local[2] = v__40;
      int common_27 = (((loop_0 * 36) + (loop_1 * 12)) + 11);
      float4 v__41 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 11), (group_z * 4), 0, 0))));
      U_local[3] = v__41;
      float4 v__42 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 8), ((group_z * 4) + 1), 0, 0))));
      U_local[4] = v__42;
      float4 v__43 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 9), ((group_z * 4) + 1), 0, 0))));
      U_local[5] = v__43;
      float4 v__44 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 10), ((group_z * 4) + 1), 0, 0))));
      U_local[6] = v__44;
      float4 v__45 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 11), ((group_z * 4) + 1), 0, 0))));
      U_local[7] = v__45;
      float4 v__46 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 8), ((group_z * 4) + 2), 0, 0))));
      U_local[8] = v__46;
      float4 v__47 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 9), ((group_z * 4) + 2), 0, 0))));
      U_local[9] = v__47;
      float4 v__48 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 10), ((group_z * 4) + 2), 0, 0))));
      U_local[10] = v__48;
      float4 v__49 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 11), ((group_z * 4) + 2), 0, 0))));
      U_local[11] = v__49;
      float4 v__50 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 8), ((group_z * 4) + 3), 0, 0))));
      U_local[12] = v__50;
      float4 v__51 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 9), ((group_z * 4) + 3), 0, 0))));
      U_local[13] = v__51;
      float4 v__52 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 10), ((group_z * 4) + 3), 0, 0))));
      U_local[14] = v__52;
      float4 v__53 = as_float4(READ_IMAGEF(ws, image_sampler, ((int4)((((loop_0 * 36) + (loop_1 * 12)) + 11), ((group_z * 4) + 3), 0, 0))));
      U_local[15] = v__53;
      A_local[0] = (A_local[0] + (P_local[8] * U_local[0]));
      A_local[1] = (A_local[1] + (P_local[12] * U_local[0]));
      A_local[2] = (A_local[2] + (P_local[16] * U_local[0]));
      A_local[3] = (A_local[3] + (P_local[20] * U_local[0]));
      A_local[4] = (A_local[4] + (P_local[8] * U_local[4]));
      A_local[5] = (A_local[5] + (P_local[12] * U_local[4]));
      A_local[6] = (A_local[6] + (P_local[16] * U_local[4]));
      A_local[7] = (A_local[7] + (P_local[20] * U_local[4]));
      A_local[8] = (A_local[8] + (P_local[8] * U_local[8]));
      A_local[9] = (A_local[9] + (P_local[12] * U_local[8]));
      A_local[10] = (A_local[10] + (P_local[16] * U_local[8]));
      A_local[11] = (A_local[11] + (P_local[20] * U_local[8]));
      A_local[12] = (A_local[12] + (P_local[8] * U_local[12]));
      A_local[13] = (A_local[13] + (P_local[12] * U_local[12]));
      A_local[14] = (A_local[14] + (P_local[16] * U_local[12]));
      A_local[15] = (A_local[15] + (P_local[20] * U_local[12]));
      A_local[0] = (A_local[0] + (P_local[9] * U_local[1]));
      A_local[1] = (A_local[1] + (P_local[13] * U_local[1]));
      A_local[2] = (A_local[2] + (P_local[17] * U_local[1]));
      A_local[3] = (A_local[3] + (P_local[21] * U_local[1]));
      A_local[4] = (A_local[4] + (P_local[9] * U_local[5]));
      A_local[5] = (A_local[5] + (P_local[13] * U_local[5]));
      A_local[6] = (A_local[6] + (P_local[17] * U_local[5]));
      A_local[7] = (A_local[7] + (P_local[21] * U_local[5]));
      A_local[8] = (A_local[8] + (P_local[9] * U_local[9]));
      A_local[9] = (A_local[9] + (P_local[13] * U_local[9]));
      A_local[10] = (A_local[10] + (P_local[17] * U_local[9]));
      A_local[11] = (A_local[11] + (P_local[21] * U_local[9]));
      A_local[12] = (A_local[12] + (P_local[9] * U_local[13]));
      A_local[13] = (A_local[13] + (P_local[13] * U_local[13]));
      A_local[14] = (A_local[14] + (P_local[17] * U_local[13]));
      A_local[15] = (A_local[15] + (P_local[21] * U_local[13]));
      A_local[0] = (A_local[0] + (P_local[10] * U_local[2]));
      A_local[1] = (A_local[1] + (P_local[14] * U_local[2]));
      A_local[2] = (A_local[2] + (P_local[18] * U_local[2]));
      A_local[3] = (A_local[3] + (P_local[22] * U_local[2]));
      A_local[4] = (A_local[4] + (P_local[10] * U_local[6]));
      A_local[5] = (A_local[5] + (P_local[14] * U_local[6]));
      A_local[6] = (A_local[6] + (P_local[18] * U_local[6]));
      A_local[7] = (A_local[7] + (P_local[22] * U_local[6]));
      A_local[8] = (A_local[8] + (P_local[10] * U_local[10]));
      A_local[9] = (A_local[9] + (P_local[14] * U_local[10]));
      A_local[10] = (A_local[10] + (P_local[18] * U_local[10]));
      A_local[11] = (A_local[11] + (P_local[22] * U_local[10]));
      A_local[12] = (A_local[12] + (P_local[10] * U_local[14]));
      A_local[13] = (A_local[13] + (P_local[14] * U_local[14]));
      A_local[14] = (A_local[14] + (P_local[18] * U_local[14]));
      A_local[15] = (A_local[15] + (P_local[22] * U_local[14]));
      A_local[0] = (A_local[0] + (P_local[11] * U_local[3]));
      A_local[1] = (A_local[1] + (P_local[15] * U_local[3]));
      A_local[2] = (A_local[2] + (P_local[19] * U_local[3]));
      A_local[3] = (A_local[3] + (P_local[23] * U_local[3]));
      A_local[4] = (A_local[4] + (P_local[11] * U_local[7]));
      A_local[5] = (A_local[5] + (P_local[15] * U_local[7]));
      A_local[6] = (A_local[6] + (P_local[19] * U_local[7]));
      A_local[7] = (A_local[7] + (P_local[23] * U_local[7]));
      A_local[8] = (A_local[8] + (P_local[11] * U_local[11]));
      A_local[9] = (A_local[9] + (P_local[15] * U_local[11]));
      A_local[10] = (A_local[10] + (P_local[19] * U_local[11]));
      A_local[11] = (A_local[11] + (P_local[23] * U_local[11]));
      A_local[12] = (A_local[12] + (P_local[11] * U_local[15]));
      A_local[13] = (A_local[13] + (P_local[15] * U_local[15]));
      A_local[14] = (A_local[14] + (P_local[19] * U_local[15]));
      A_local[15] = (A_local[15] + (P_local[23] * U_local[15]));
    }
  }
  AS_local[0] = 0;
  AS_local[1] = 0;
  AS_local[2] = 0;
  AS_local[3] = 0;
  AS_local[4] = 0;
  AS_local[5] = 0;
  AS_local[6] = 0;
  AS_local[7] = 0;
  AS_local[8] = 0;
  AS_local[9] = 0;
  AS_local[10] = 0;
  AS_local[11] = 0;
  AS_local[12] = 0;
  AS_local[13] = 0;
  AS_local[14] = 0;
  AS_local[15] = 0;
  for (int loop_2 = 0; loop_2 < 5; ++loop_2) {
    long common_28 = loop_2;
    long common_29 = (H + 2);
    long common_30 = (((group_y * 16) + item_y) + loop_2);
    long common_31 = ((group_x * 8) + (item_x * 2));
    long common_32 = ((group_y * 8) + ((item_y + loop_2) >> 1));
    long common_33 = ((((group_y * 16) + item_y) + loop_2) - 2);
    float4 condval_6;
    if ((((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && (1 < ((group_x * 8) + (item_x * 2)))) && (((group_x * 16) + (item_x * 4)) < (W + 2))) {
      float4 v__54 = as_float4(READ_IMAGEF(xs, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) - 2), ((((group_y * 16) + item_y) + loop_2) - 2), 0, 0))));
      condval_6 = v__54;
    } else {
      condval_6 = 0;
    }
    vstore4(condval_6, 0, PS_local + 0);
    float4 condval_7;
    if ((((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && (1 < ((group_x * 8) + (item_x * 2)))) && (((group_x * 16) + (item_x * 4)) <= W)) {
      float4 v__55 = as_float4(READ_IMAGEF(xs, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) - 1), ((((group_y * 16) + item_y) + loop_2) - 2), 0, 0))));
      condval_7 = v__55;
    } else {
      condval_7 = 0;
    }
    vstore4(condval_7, 0, PS_local + 4);
    float4 condval_8;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && (((group_x * 16) + (item_x * 4)) < W)) {
      float4 v__56 = as_float4(READ_IMAGEF(xs, image_sampler, ((int4)(((group_x * 16) + (item_x * 4)), ((((group_y * 16) + item_y) + loop_2) - 2), 0, 0))));
      condval_8 = v__56;
    } else {
      condval_8 = 0;
    }
    vstore4(condval_8, 0, PS_local + 8);
    float4 condval_9;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 1) < W)) {
      float4 v__57 = as_float4(READ_IMAGEF(xs, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) + 1), ((((group_y * 16) + item_y) + loop_2) - 2), 0, 0))));
      condval_9 = v__57;
    } else {
      condval_9 = 0;
    }
    vstore4(condval_9, 0, PS_local + 12);
    float4 condval_10;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 2) < W)) {
      float4 v__58 = as_float4(READ_IMAGEF(xs, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) + 2), ((((group_y * 16) + item_y) + loop_2) - 2), 0, 0))));
      condval_10 = v__58;
    } else {
      condval_10 = 0;
    }
    vstore4(condval_10, 0, PS_local + 16);
    float4 condval_11;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 3) < W)) {
      float4 v__59 = as_float4(READ_IMAGEF(xs, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) + 3), ((((group_y * 16) + item_y) + loop_2) - 2), 0, 0))));
      condval_11 = v__59;
    } else {
      condval_11 = 0;
    }
    vstore4(condval_11, 0, PS_local + 20);
    float4 condval_12;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 4) < W)) {
      float4 v__60 = as_float4(READ_IMAGEF(xs, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) + 4), ((((group_y * 16) + item_y) + loop_2) - 2), 0, 0))));
      condval_12 = v__60;
    } else {
      condval_12 = 0;
    }
    vstore4(condval_12, 0, PS_local + 24);
    float4 condval_13;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 5) < W)) {
      float4 v__61 = as_float4(READ_IMAGEF(xs, image_sampler, ((int4)((((group_x * 16) + (item_x * 4)) + 5), ((((group_y * 16) + item_y) + loop_2) - 2), 0, 0))));
      condval_13 = v__61;
    } else {
      condval_13 = 0;
    }
    vstore4(condval_13, 0, PS_local + 28);
    int common_34 = (loop_2 * 15);
    float4 v__62 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)((loop_2 * 15), (group_z * 4), 0, 0))));
    US_local[0] = v__62;
    int common_35 = ((loop_2 * 15) + 1);
    float4 v__63 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 1), (group_z * 4), 0, 0))));
    US_local[1] = v__63;
    int common_36 = ((loop_2 * 15) + 2);
    float4 v__64 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 2), (group_z * 4), 0, 0))));
    US_local[2] = v__64;
    float4 v__65 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)((loop_2 * 15), ((group_z * 4) + 1), 0, 0))));
    US_local[3] = v__65;
    float4 v__66 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 1), ((group_z * 4) + 1), 0, 0))));
    US_local[4] = v__66;
    float4 v__67 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 2), ((group_z * 4) + 1), 0, 0))));
    US_local[5] = v__67;
    float4 v__68 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)((loop_2 * 15), ((group_z * 4) + 2), 0, 0))));
    US_local[6] = v__68;
    float4 v__69 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 1), ((group_z * 4) + 2), 0, 0))));
    US_local[7] = v__69;
    float4 v__70 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 2), ((group_z * 4) + 2), 0, 0))));
    US_local[8] = v__70;
    float4 v__71 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)((loop_2 * 15), ((group_z * 4) + 3), 0, 0))));
    US_local[9] = v__71;
    float4 v__72 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 1), ((group_z * 4) + 3), 0, 0))));
    US_local[10] = v__72;
    float4 v__73 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 2), ((group_z * 4) + 3), 0, 0))));
    US_local[11] = v__73;
    AS_local[0] = (AS_local[0] + (PS_local[0] * US_local[0]));
    AS_local[1] = (AS_local[1] + (PS_local[4] * US_local[0]));
    AS_local[2] = (AS_local[2] + (PS_local[8] * US_local[0]));
    AS_local[3] = (AS_local[3] + (PS_local[12] * US_local[0]));
    AS_local[4] = (AS_local[4] + (PS_local[0] * US_local[3]));
    AS_local[5] = (AS_local[5] + (PS_local[4] * US_local[3]));
    AS_local[6] = (AS_local[6] + (PS_local[8] * US_local[3]));
    AS_local[7] = (AS_local[7] + (PS_local[12] * US_local[3]));
    AS_local[8] = (AS_local[8] + (PS_local[0] * US_local[6]));
    AS_local[9] = (AS_local[9] + (PS_local[4] * US_local[6]));
    AS_local[10] = (AS_local[10] + (PS_local[8] * US_local[6]));
    AS_local[11] = (AS_local[11] + (PS_local[12] * US_local[6]));
    AS_local[12] = (AS_local[12] + (PS_local[0] * US_local[9]));
    AS_local[13] = (AS_local[13] + (PS_local[4] * US_local[9]));
    AS_local[14] = (AS_local[14] + (PS_local[8] * US_local[9]));
    AS_local[15] = (AS_local[15] + (PS_local[12] * US_local[9]));
    AS_local[0] = (AS_local[0] + (PS_local[1] * US_local[1]));
    AS_local[1] = (AS_local[1] + (PS_local[5] * US_local[1]));
    AS_local[2] = (AS_local[2] + (PS_local[9] * US_local[1]));
    AS_local[3] = (AS_local[3] + (PS_local[13] * US_local[1]));
    AS_local[4] = (AS_local[4] + (PS_local[1] * US_local[4]));
    AS_local[5] = (AS_local[5] + (PS_local[5] * US_local[4]));
    AS_local[6] = (AS_local[6] + (PS_local[9] * US_local[4]));
    AS_local[7] = (AS_local[7] + (PS_local[13] * US_local[4]));
    AS_local[8] = (AS_local[8] + (PS_local[1] * US_local[7]));
    AS_local[9] = (AS_local[9] + (PS_local[5] * US_local[7]));
    AS_local[10] = (AS_local[10] + (PS_local[9] * US_local[7]));
    AS_local[11] = (AS_local[11] + (PS_local[13] * US_local[7]));
    AS_local[12] = (AS_local[12] + (PS_local[1] * US_local[10]));
    AS_local[13] = (AS_local[13] + (PS_local[5] * US_local[10]));
    AS_local[14] = (AS_local[14] + (PS_local[9] * US_local[10]));
    AS_local[15] = (AS_local[15] + (PS_local[13] * US_local[10]));
    AS_local[0] = (AS_local[0] + (PS_local[2] * US_local[2]));
    AS_local[1] = (AS_local[1] + (PS_local[6] * US_local[2]));
    AS_local[2] = (AS_local[2] + (PS_local[10] * US_local[2]));
    AS_local[3] = (AS_local[3] + (PS_local[14] * US_local[2]));
    AS_local[4] = (AS_local[4] + (PS_local[2] * US_local[5]));
    AS_local[5] = (AS_local[5] + (PS_local[6] * US_local[5]));
    AS_local[6] = (AS_local[6] + (PS_local[10] * US_local[5]));
    AS_local[7] = (AS_local[7] + (PS_local[14] * US_local[5]));
    AS_local[8] = (AS_local[8] + (PS_local[2] * US_local[8]));
    AS_local[9] = (AS_local[9] + (PS_local[6] * US_local[8]));
    AS_local[10] = (AS_local[10] + (PS_local[10] * US_local[8]));
    AS_local[11] = (AS_local[11] + (PS_local[14] * US_local[8]));
    AS_local[12] = (AS_local[12] + (PS_local[2] * US_local[11]));
    AS_local[13] = (AS_local[13] + (PS_local[6] * US_local[11]));
    AS_local[14] = (AS_local[14] + (PS_local[10] * US_local[11]));
    AS_local[15] = (AS_local[15] + (PS_local[14] * US_local[11]));
    int common_37 = ((loop_2 * 15) + 3);
    float4 v__74 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 3), (group_z * 4), 0, 0))));
    US_local[0] = v__74;
    int common_38 = ((loop_2 * 15) + 4);
    float4 v__75 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 4), (group_z * 4), 0, 0))));
    US_local[1] = v__75;
    int common_39 = ((loop_2 * 15) + 5);
    float4 v__76 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 5), (group_z * 4), 0, 0))));
    US_local[2] = v__76;
    float4 v__77 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 3), ((group_z * 4) + 1), 0, 0))));
    US_local[3] = v__77;
    float4 v__78 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 4), ((group_z * 4) + 1), 0, 0))));
    US_local[4] = v__78;
    float4 v__79 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 5), ((group_z * 4) + 1), 0, 0))));
    US_local[5] = v__79;
    float4 v__80 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 3), ((group_z * 4) + 2), 0, 0))));
    US_local[6] = v__80;
    float4 v__81 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 4), ((group_z * 4) + 2), 0, 0))));
    US_local[7] = v__81;
    float4 v__82 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 5), ((group_z * 4) + 2), 0, 0))));
    US_local[8] = v__82;
    float4 v__83 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 3), ((group_z * 4) + 3), 0, 0))));
    US_local[9] = v__83;
    float4 v__84 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 4), ((group_z * 4) + 3), 0, 0))));
    US_local[10] = v__84;
    float4 v__85 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 5), ((group_z * 4) + 3), 0, 0))));
    US_local[11] = v__85;
    AS_local[0] = (AS_local[0] + (PS_local[4] * US_local[0]));
    AS_local[1] = (AS_local[1] + (PS_local[8] * US_local[0]));
    AS_local[2] = (AS_local[2] + (PS_local[12] * US_local[0]));
    AS_local[3] = (AS_local[3] + (PS_local[16] * US_local[0]));
    AS_local[4] = (AS_local[4] + (PS_local[4] * US_local[3]));
    AS_local[5] = (AS_local[5] + (PS_local[8] * US_local[3]));
    AS_local[6] = (AS_local[6] + (PS_local[12] * US_local[3]));
    AS_local[7] = (AS_local[7] + (PS_local[16] * US_local[3]));
    AS_local[8] = (AS_local[8] + (PS_local[4] * US_local[6]));
    AS_local[9] = (AS_local[9] + (PS_local[8] * US_local[6]));
    AS_local[10] = (AS_local[10] + (PS_local[12] * US_local[6]));
    AS_local[11] = (AS_local[11] + (PS_local[16] * US_local[6]));
    AS_local[12] = (AS_local[12] + (PS_local[4] * US_local[9]));
    AS_local[13] = (AS_local[13] + (PS_local[8] * US_local[9]));
    AS_local[14] = (AS_local[14] + (PS_local[12] * US_local[9]));
    AS_local[15] = (AS_local[15] + (PS_local[16] * US_local[9]));
    AS_local[0] = (AS_local[0] + (PS_local[5] * US_local[1]));
    AS_local[1] = (AS_local[1] + (PS_local[9] * US_local[1]));
    AS_local[2] = (AS_local[2] + (PS_local[13] * US_local[1]));
    AS_local[3] = (AS_local[3] + (PS_local[17] * US_local[1]));
    AS_local[4] = (AS_local[4] + (PS_local[5] * US_local[4]));
    AS_local[5] = (AS_local[5] + (PS_local[9] * US_local[4]));
    AS_local[6] = (AS_local[6] + (PS_local[13] * US_local[4]));
    AS_local[7] = (AS_local[7] + (PS_local[17] * US_local[4]));
    AS_local[8] = (AS_local[8] + (PS_local[5] * US_local[7]));
    AS_local[9] = (AS_local[9] + (PS_local[9] * US_local[7]));
    AS_local[10] = (AS_local[10] + (PS_local[13] * US_local[7]));
    AS_local[11] = (AS_local[11] + (PS_local[17] * US_local[7]));
    AS_local[12] = (AS_local[12] + (PS_local[5] * US_local[10]));
    AS_local[13] = (AS_local[13] + (PS_local[9] * US_local[10]));
    AS_local[14] = (AS_local[14] + (PS_local[13] * US_local[10]));
    AS_local[15] = (AS_local[15] + (PS_local[17] * US_local[10]));
    AS_local[0] = (AS_local[0] + (PS_local[6] * US_local[2]));
    AS_local[1] = (AS_local[1] + (PS_local[10] * US_local[2]));
    AS_local[2] = (AS_local[2] + (PS_local[14] * US_local[2]));
    AS_local[3] = (AS_local[3] + (PS_local[18] * US_local[2]));
    AS_local[4] = (AS_local[4] + (PS_local[6] * US_local[5]));
    AS_local[5] = (AS_local[5] + (PS_local[10] * US_local[5]));
    AS_local[6] = (AS_local[6] + (PS_local[14] * US_local[5]));
    AS_local[7] = (AS_local[7] + (PS_local[18] * US_local[5]));
    AS_local[8] = (AS_local[8] + (PS_local[6] * US_local[8]));
    AS_local[9] = (AS_local[9] + (PS_local[10] * US_local[8]));
    AS_local[10] = (AS_local[10] + (PS_local[14] * US_local[8]));
    AS_local[11] = (AS_local[11] + (PS_local[18] * US_local[8]));
    AS_local[12] = (AS_local[12] + (PS_local[6] * US_local[11]));
    AS_local[13] = (AS_local[13] + (PS_local[10] * US_local[11]));
    AS_local[14] = (AS_local[14] + (PS_local[14] * US_local[11]));
    AS_local[15] = (AS_local[15] + (PS_local[18] * US_local[11]));
    int common_40 = ((loop_2 * 15) + 6);
    float4 v__86 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 6), (group_z * 4), 0, 0))));
    US_local[0] = v__86;
    int common_41 = ((loop_2 * 15) + 7);
    float4 v__87 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 7), (group_z * 4), 0, 0))));
    US_local[1] = v__87;
    int common_42 = ((loop_2 * 15) + 8);
    float4 v__88 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 8), (group_z * 4), 0, 0))));
    US_local[2] = v__88;
    float4 v__89 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 6), ((group_z * 4) + 1), 0, 0))));
    US_local[3] = v__89;
    float4 v__90 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 7), ((group_z * 4) + 1), 0, 0))));
    US_local[4] = v__90;
    float4 v__91 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 8), ((group_z * 4) + 1), 0, 0))));
    US_local[5] = v__91;
    float4 v__92 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 6), ((group_z * 4) + 2), 0, 0))));
    US_local[6] = v__92;
    float4 v__93 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 7), ((group_z * 4) + 2), 0, 0))));
    US_local[7] = v__93;
    float4 v__94 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 8), ((group_z * 4) + 2), 0, 0))));
    US_local[8] = v__94;
    float4 v__95 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 6), ((group_z * 4) + 3), 0, 0))));
    US_local[9] = v__95;
    float4 v__96 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 7), ((group_z * 4) + 3), 0, 0))));
    US_local[10] = v__96;
    float4 v__97 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 8), ((group_z * 4) + 3), 0, 0))));
    US_local[11] = v__97;
    AS_local[0] = (AS_local[0] + (PS_local[8] * US_local[0]));
    AS_local[1] = (AS_local[1] + (PS_local[12] * US_local[0]));
    AS_local[2] = (AS_local[2] + (PS_local[16] * US_local[0]));
    AS_local[3] = (AS_local[3] + (PS_local[20] * US_local[0]));
    AS_local[4] = (AS_local[4] + (PS_local[8] * US_local[3]));
    AS_local[5] = (AS_local[5] + (PS_local[12] * US_local[3]));
    AS_local[6] = (AS_local[6] + (PS_local[16] * US_local[3]));
    AS_local[7] = (AS_local[7] + (PS_local[20] * US_local[3]));
    AS_local[8] = (AS_local[8] + (PS_local[8] * US_local[6]));
    AS_local[9] = (AS_local[9] + (PS_local[12] * US_local[6]));
    AS_local[10] = (AS_local[10] + (PS_local[16] * US_local[6]));
    AS_local[11] = (AS_local[11] + (PS_local[20] * US_local[6]));
    AS_local[12] = (AS_local[12] + (PS_local[8] * US_local[9]));
    AS_local[13] = (AS_local[13] + (PS_local[12] * US_local[9]));
    AS_local[14] = (AS_local[14] + (PS_local[16] * US_local[9]));
    AS_local[15] = (AS_local[15] + (PS_local[20] * US_local[9]));
    AS_local[0] = (AS_local[0] + (PS_local[9] * US_local[1]));
    AS_local[1] = (AS_local[1] + (PS_local[13] * US_local[1]));
    AS_local[2] = (AS_local[2] + (PS_local[17] * US_local[1]));
    AS_local[3] = (AS_local[3] + (PS_local[21] * US_local[1]));
    AS_local[4] = (AS_local[4] + (PS_local[9] * US_local[4]));
    AS_local[5] = (AS_local[5] + (PS_local[13] * US_local[4]));
    AS_local[6] = (AS_local[6] + (PS_local[17] * US_local[4]));
    AS_local[7] = (AS_local[7] + (PS_local[21] * US_local[4]));
    AS_local[8] = (AS_local[8] + (PS_local[9] * US_local[7]));
    AS_local[9] = (AS_local[9] + (PS_local[13] * US_local[7]));
    AS_local[10] = (AS_local[10] + (PS_local[17] * US_local[7]));
    AS_local[11] = (AS_local[11] + (PS_local[21] * US_local[7]));
    AS_local[12] = (AS_local[12] + (PS_local[9] * US_local[10]));
    AS_local[13] = (AS_local[13] + (PS_local[13] * US_local[10]));
    AS_local[14] = (AS_local[14] + (PS_local[17] * US_local[10]));
    AS_local[15] = (AS_local[15] + (PS_local[21] * US_local[10]));
    AS_local[0] = (AS_local[0] + (PS_local[10] * US_local[2]));
    AS_local[1] = (AS_local[1] + (PS_local[14] * US_local[2]));
    AS_local[2] = (AS_local[2] + (PS_local[18] * US_local[2]));
    AS_local[3] = (AS_local[3] + (PS_local[22] * US_local[2]));
    AS_local[4] = (AS_local[4] + (PS_local[10] * US_local[5]));
    AS_local[5] = (AS_local[5] + (PS_local[14] * US_local[5]));
    AS_local[6] = (AS_local[6] + (PS_local[18] * US_local[5]));
    AS_local[7] = (AS_local[7] + (PS_local[22] * US_local[5]));
    AS_local[8] = (AS_local[8] + (PS_local[10] * US_local[8]));
    AS_local[9] = (AS_local[9] + (PS_local[14] * US_local[8]));
    AS_local[10] = (AS_local[10] + (PS_local[18] * US_local[8]));
    AS_local[11] = (AS_local[11] + (PS_local[22] * US_local[8]));
    AS_local[12] = (AS_local[12] + (PS_local[10] * US_local[11]));
    AS_local[13] = (AS_local[13] + (PS_local[14] * US_local[11]));
    AS_local[14] = (AS_local[14] + (PS_local[18] * US_local[11]));
    AS_local[15] = (AS_local[15] + (PS_local[22] * US_local[11]));
    int common_43 = ((loop_2 * 15) + 9);
    float4 v__98 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 9), (group_z * 4), 0, 0))));
    US_local[0] = v__98;
    int common_44 = ((loop_2 * 15) + 10);
    float4 v__99 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 10), (group_z * 4), 0, 0))));
    US_local[1] = v__99;
    int common_45 = ((loop_2 * 15) + 11);
    float4 v__100 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 11), (group_z * 4), 0, 0))));
    US_local[2] = v__100;
    float4 v__101 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 9), ((group_z * 4) + 1), 0, 0))));
    US_local[3] = v__101;
    float4 v__102 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 10), ((group_z * 4) + 1), 0, 0))));
    US_local[4] = v__102;
    float4 v__103 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 11), ((group_z * 4) + 1), 0, 0))));
    US_local[5] = v__103;
    float4 v__104 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 9), ((group_z * 4) + 2), 0, 0))));
    US_local[6] = v__104;
    float4 v__105 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 10), ((group_z * 4) + 2), 0, 0))));
    US_local[7] = v__105;
    float4 v__106 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 11), ((group_z * 4) + 2), 0, 0))));
    US_local[8] = v__106;
    float4 v__107 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 9), ((group_z * 4) + 3), 0, 0))));
    US_local[9] = v__107;
    float4 v__108 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 10), ((group_z * 4) + 3), 0, 0))));
    US_local[10] = v__108;
    float4 v__109 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 11), ((group_z * 4) + 3), 0, 0))));
    US_local[11] = v__109;
    AS_local[0] = (AS_local[0] + (PS_local[12] * US_local[0]));
    AS_local[1] = (AS_local[1] + (PS_local[16] * US_local[0]));
    AS_local[2] = (AS_local[2] + (PS_local[20] * US_local[0]));
    AS_local[3] = (AS_local[3] + (PS_local[24] * US_local[0]));
    AS_local[4] = (AS_local[4] + (PS_local[12] * US_local[3]));
    AS_local[5] = (AS_local[5] + (PS_local[16] * US_local[3]));
    AS_local[6] = (AS_local[6] + (PS_local[20] * US_local[3]));
    AS_local[7] = (AS_local[7] + (PS_local[24] * US_local[3]));
    AS_local[8] = (AS_local[8] + (PS_local[12] * US_local[6]));
    AS_local[9] = (AS_local[9] + (PS_local[16] * US_local[6]));
    AS_local[10] = (AS_local[10] + (PS_local[20] * US_local[6]));
    AS_local[11] = (AS_local[11] + (PS_local[24] * US_local[6]));
    AS_local[12] = (AS_local[12] + (PS_local[12] * US_local[9]));
    AS_local[13] = (AS_local[13] + (PS_local[16] * US_local[9]));
    AS_local[14] = (AS_local[14] + (PS_local[20] * US_local[9]));
    AS_local[15] = (AS_local[15] + (PS_local[24] * US_local[9]));
    AS_local[0] = (AS_local[0] + (PS_local[13] * US_local[1]));
    AS_local[1] = (AS_local[1] + (PS_local[17] * US_local[1]));
    AS_local[2] = (AS_local[2] + (PS_local[21] * US_local[1]));
    AS_local[3] = (AS_local[3] + (PS_local[25] * US_local[1]));
    AS_local[4] = (AS_local[4] + (PS_local[13] * US_local[4]));
    AS_local[5] = (AS_local[5] + (PS_local[17] * US_local[4]));
    AS_local[6] = (AS_local[6] + (PS_local[21] * US_local[4]));
    AS_local[7] = (AS_local[7] + (PS_local[25] * US_local[4]));
    AS_local[8] = (AS_local[8] + (PS_local[13] * US_local[7]));
    AS_local[9] = (AS_local[9] + (PS_local[17] * US_local[7]));
    AS_local[10] = (AS_local[10] + (PS_local[21] * US_local[7]));
    AS_local[11] = (AS_local[11] + (PS_local[25] * US_local[7]));
    AS_local[12] = (AS_local[12] + (PS_local[13] * US_local[10]));
    AS_local[13] = (AS_local[13] + (PS_local[17] * US_local[10]));
    AS_local[14] = (AS_local[14] + (PS_local[21] * US_local[10]));
    AS_local[15] = (AS_local[15] + (PS_local[25] * US_local[10]));
    AS_local[0] = (AS_local[0] + (PS_local[14] * US_local[2]));
    AS_local[1] = (AS_local[1] + (PS_local[18] * US_local[2]));
    AS_local[2] = (AS_local[2] + (PS_local[22] * US_local[2]));
    AS_local[3] = (AS_local[3] + (PS_local[26] * US_local[2]));
    AS_local[4] = (AS_local[4] + (PS_local[14] * US_local[5]));
    AS_local[5] = (AS_local[5] + (PS_local[18] * US_local[5]));
    AS_local[6] = (AS_local[6] + (PS_local[22] * US_local[5]));
    AS_local[7] = (AS_local[7] + (PS_local[26] * US_local[5]));
    AS_local[8] = (AS_local[8] + (PS_local[14] * US_local[8]));
    AS_local[9] = (AS_local[9] + (PS_local[18] * US_local[8]));
    AS_local[10] = (AS_local[10] + (PS_local[22] * US_local[8]));
    AS_local[11] = (AS_local[11] + (PS_local[26] * US_local[8]));
    AS_local[12] = (AS_local[12] + (PS_local[14] * US_local[11]));
    AS_local[13] = (AS_local[13] + (PS_local[18] * US_local[11]));
    AS_local[14] = (AS_local[14] + (PS_local[22] * US_local[11]));
    AS_local[15] = (AS_local[15] + (PS_local[26] * US_local[11]));
    int common_46 = ((loop_2 * 15) + 12);
    float4 v__110 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 12), (group_z * 4), 0, 0))));
    US_local[0] = v__110;
    int common_47 = ((loop_2 * 15) + 13);
    float4 v__111 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 13), (group_z * 4), 0, 0))));
    US_local[1] = v__111;
    int common_48 = ((loop_2 * 15) + 14);
    float4 v__112 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 14), (group_z * 4), 0, 0))));
    US_local[2] = v__112;
    float4 v__113 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 12), ((group_z * 4) + 1), 0, 0))));
    US_local[3] = v__113;
    float4 v__114 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 13), ((group_z * 4) + 1), 0, 0))));
    US_local[4] = v__114;
    float4 v__115 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 14), ((group_z * 4) + 1), 0, 0))));
    US_local[5] = v__115;
    float4 v__116 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 12), ((group_z * 4) + 2), 0, 0))));
    US_local[6] = v__116;
    float4 v__117 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 13), ((group_z * 4) + 2), 0, 0))));
    US_local[7] = v__117;
    float4 v__118 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 14), ((group_z * 4) + 2), 0, 0))));
    US_local[8] = v__118;
    float4 v__119 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 12), ((group_z * 4) + 3), 0, 0))));
    US_local[9] = v__119;
    float4 v__120 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 13), ((group_z * 4) + 3), 0, 0))));
    US_local[10] = v__120;
    float4 v__121 = as_float4(READ_IMAGEF(skip_ws, image_sampler, ((int4)(((loop_2 * 15) + 14), ((group_z * 4) + 3), 0, 0))));
    US_local[11] = v__121;
    AS_local[0] = (AS_local[0] + (PS_local[16] * US_local[0]));
    AS_local[1] = (AS_local[1] + (PS_local[20] * US_local[0]));
    AS_local[2] = (AS_local[2] + (PS_local[24] * US_local[0]));
    AS_local[3] = (AS_local[3] + (PS_local[28] * US_local[0]));
    AS_local[4] = (AS_local[4] + (PS_local[16] * US_local[3]));
    AS_local[5] = (AS_local[5] + (PS_local[20] * US_local[3]));
    AS_local[6] = (AS_local[6] + (PS_local[24] * US_local[3]));
    AS_local[7] = (AS_local[7] + (PS_local[28] * US_local[3]));
    AS_local[8] = (AS_local[8] + (PS_local[16] * US_local[6]));
    AS_local[9] = (AS_local[9] + (PS_local[20] * US_local[6]));
    AS_local[10] = (AS_local[10] + (PS_local[24] * US_local[6]));
    AS_local[11] = (AS_local[11] + (PS_local[28] * US_local[6]));
    AS_local[12] = (AS_local[12] + (PS_local[16] * US_local[9]));
    AS_local[13] = (AS_local[13] + (PS_local[20] * US_local[9]));
    AS_local[14] = (AS_local[14] + (PS_local[24] * US_local[9]));
    AS_local[15] = (AS_local[15] + (PS_local[28] * US_local[9]));
    AS_local[0] = (AS_local[0] + (PS_local[17] * US_local[1]));
    AS_local[1] = (AS_local[1] + (PS_local[21] * US_local[1]));
    AS_local[2] = (AS_local[2] + (PS_local[25] * US_local[1]));
    AS_local[3] = (AS_local[3] + (PS_local[29] * US_local[1]));
    AS_local[4] = (AS_local[4] + (PS_local[17] * US_local[4]));
    AS_local[5] = (AS_local[5] + (PS_local[21] * US_local[4]));
    AS_local[6] = (AS_local[6] + (PS_local[25] * US_local[4]));
    AS_local[7] = (AS_local[7] + (PS_local[29] * US_local[4]));
    AS_local[8] = (AS_local[8] + (PS_local[17] * US_local[7]));
    AS_local[9] = (AS_local[9] + (PS_local[21] * US_local[7]));
    AS_local[10] = (AS_local[10] + (PS_local[25] * US_local[7]));
    AS_local[11] = (AS_local[11] + (PS_local[29] * US_local[7]));
    AS_local[12] = (AS_local[12] + (PS_local[17] * US_local[10]));
    AS_local[13] = (AS_local[13] + (PS_local[21] * US_local[10]));
    AS_local[14] = (AS_local[14] + (PS_local[25] * US_local[10]));
    AS_local[15] = (AS_local[15] + (PS_local[29] * US_local[10]));
    AS_local[0] = (AS_local[0] + (PS_local[18] * US_local[2]));
    AS_local[1] = (AS_local[1] + (PS_local[22] * US_local[2]));
    AS_local[2] = (AS_local[2] + (PS_local[26] * US_local[2]));
    AS_local[3] = (AS_local[3] + (PS_local[30] * US_local[2]));
    AS_local[4] = (AS_local[4] + (PS_local[18] * US_local[5]));
    AS_local[5] = (AS_local[5] + (PS_local[22] * US_local[5]));
    AS_local[6] = (AS_local[6] + (PS_local[26] * US_local[5]));
    AS_local[7] = (AS_local[7] + (PS_local[30] * US_local[5]));
    AS_local[8] = (AS_local[8] + (PS_local[18] * US_local[8]));
    AS_local[9] = (AS_local[9] + (PS_local[22] * US_local[8]));
    AS_local[10] = (AS_local[10] + (PS_local[26] * US_local[8]));
    AS_local[11] = (AS_local[11] + (PS_local[30] * US_local[8]));
    AS_local[12] = (AS_local[12] + (PS_local[18] * US_local[11]));
    AS_local[13] = (AS_local[13] + (PS_local[22] * US_local[11]));
    AS_local[14] = (AS_local[14] + (PS_local[26] * US_local[11]));
    AS_local[15] = (AS_local[15] + (PS_local[30] * US_local[11]));
  }
  int common_49 = (group_z * 16);
  long common_50 = ((group_x * 64) + (item_x * 16));
  long common_51 = (((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4));
  long common_52 = (((group_x * 64) + (item_x * 16)) + (((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) * W) * 4));
  if ((((group_y * 16) + item_y) < H) && (((group_x * 16) + (item_x * 4)) < W)) {
    vstore4(((A_local[0] + vload4(0, b + (group_z * 16))) + AS_local[0]), 0, y + (((group_x * 64) + (item_x * 16)) + (((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) * W) * 4)));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 1) < W)) {
    vstore4(((A_local[1] + vload4(0, b + (group_z * 16))) + AS_local[1]), 0, y + ((((group_x * 64) + (item_x * 16)) + (((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) * W) * 4)) + 4));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 2) < W)) {
    vstore4(((A_local[2] + vload4(0, b + (group_z * 16))) + AS_local[2]), 0, y + ((((group_x * 64) + (item_x * 16)) + (((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) * W) * 4)) + 8));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 3) < W)) {
    vstore4(((A_local[3] + vload4(0, b + (group_z * 16))) + AS_local[3]), 0, y + ((((group_x * 64) + (item_x * 16)) + (((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) * W) * 4)) + 12));
  }
  int common_53 = ((group_z * 16) + 4);
  long common_54 = (((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 1) * W) * 4));
  if ((((group_y * 16) + item_y) < H) && (((group_x * 16) + (item_x * 4)) < W)) {
    vstore4(((A_local[4] + vload4(0, b + ((group_z * 16) + 4))) + AS_local[4]), 0, y + (((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 1) * W) * 4)));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 1) < W)) {
    vstore4(((A_local[5] + vload4(0, b + ((group_z * 16) + 4))) + AS_local[5]), 0, y + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 1) * W) * 4)) + 4));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 2) < W)) {
    vstore4(((A_local[6] + vload4(0, b + ((group_z * 16) + 4))) + AS_local[6]), 0, y + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 1) * W) * 4)) + 8));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 3) < W)) {
    vstore4(((A_local[7] + vload4(0, b + ((group_z * 16) + 4))) + AS_local[7]), 0, y + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 1) * W) * 4)) + 12));
  }
  int common_55 = ((group_z * 16) + 8);
  long common_56 = (((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 2) * W) * 4));
  if ((((group_y * 16) + item_y) < H) && (((group_x * 16) + (item_x * 4)) < W)) {
    vstore4(((A_local[8] + vload4(0, b + ((group_z * 16) + 8))) + AS_local[8]), 0, y + (((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 2) * W) * 4)));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 1) < W)) {
    vstore4(((A_local[9] + vload4(0, b + ((group_z * 16) + 8))) + AS_local[9]), 0, y + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 2) * W) * 4)) + 4));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 2) < W)) {
    vstore4(((A_local[10] + vload4(0, b + ((group_z * 16) + 8))) + AS_local[10]), 0, y + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 2) * W) * 4)) + 8));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 3) < W)) {
    vstore4(((A_local[11] + vload4(0, b + ((group_z * 16) + 8))) + AS_local[11]), 0, y + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 2) * W) * 4)) + 12));
  }
  int common_57 = ((group_z * 16) + 12);
  long common_58 = (((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 3) * W) * 4));
  if ((((group_y * 16) + item_y) < H) && (((group_x * 16) + (item_x * 4)) < W)) {
    vstore4(((A_local[12] + vload4(0, b + ((group_z * 16) + 12))) + AS_local[12]), 0, y + (((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 3) * W) * 4)));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 1) < W)) {
    vstore4(((A_local[13] + vload4(0, b + ((group_z * 16) + 12))) + AS_local[13]), 0, y + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 3) * W) * 4)) + 4));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 2) < W)) {
    vstore4(((A_local[14] + vload4(0, b + ((group_z * 16) + 12))) + AS_local[14]), 0, y + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 3) * W) * 4)) + 8));
  }
  if ((((group_y * 16) + item_y) < H) && ((((group_x * 16) + (item_x * 4)) + 3) < W)) {
    vstore4(((A_local[15] + vload4(0, b + ((group_z * 16) + 12))) + AS_local[15]), 0, y + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 3) * W) * 4)) + 12));
  }
}
