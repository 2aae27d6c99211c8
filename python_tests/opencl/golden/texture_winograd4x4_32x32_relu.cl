#ifdef __OPENCL_VERSION__
#if __OPENCL_VERSION__ == CL_VERSION_2_0 || __OPENCL_VERSION__ == CL_VERSION_3_0 
#define READ_IMAGEH(image, sampler, coord) read_imageh(image, sampler, coord)
#define READ_IMAGEF(image, sampler, coord) read_imagef(image, sampler, coord)
#else
#define READ_IMAGEH(image, sampler, coord) read_imageh(image, coord)
#define READ_IMAGEF(image, sampler, coord) read_imagef(image, coord)
#endif
#endif

__kernel void kernel_kernel(__global float* restrict b, __read_only image2d_array_t u, __read_only image2d_array_t x, __write_only image2d_array_t y, long H, long W) {
  const sampler_t image_sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP | CLK_FILTER_NEAREST;
  float4 D_local[36];
  float4 Z_local[36];
  __local float V[3456];
  float4 M_local[24];
  float4 u_local[32];
  float4 P_local[24];
  long common_0 = (group_y * 4);
  int common_1 = (item_x / 3);
  long common_2 = ((group_y * 4) - 1);
  long common_3 = ((group_x * 12) + ((item_x % 3) * 4));
  long common_4 = (((group_x * 12) + ((item_x % 3) * 4)) - 1);
  if (item_x < 24) {
    float4 condval;
    if ((((1 <= group_y) && ((group_y * 4) <= H)) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      float4 v_ = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) - 1), ((group_y * 4) - 1), (item_x / 3), 0))));
      condval = v_;
    } else {
      condval = 0;
    }
    D_local[0] = condval;
  }
  if (item_x < 24) {
    float4 condval_1;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__1 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)(((group_x * 12) + ((item_x % 3) * 4)), ((group_y * 4) - 1), (item_x / 3), 0))));
      condval_1 = v__1;
    } else {
      condval_1 = 0;
    }
    D_local[1] = condval_1;
  }
  long common_5 = (((group_x * 12) + ((item_x % 3) * 4)) + 2);
  long common_6 = (((group_x * 12) + ((item_x % 3) * 4)) + 1);
  if (item_x < 24) {
    float4 condval_2;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      float4 v__2 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), ((group_y * 4) - 1), (item_x / 3), 0))));
      condval_2 = v__2;
    } else {
      condval_2 = 0;
    }
    D_local[2] = condval_2;
  }
  long common_7 = (((group_x * 12) + ((item_x % 3) * 4)) + 3);
  if (item_x < 24) {
    float4 condval_3;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      float4 v__3 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), ((group_y * 4) - 1), (item_x / 3), 0))));
      condval_3 = v__3;
    } else {
      condval_3 = 0;
    }
    D_local[3] = condval_3;
  }
  long common_8 = (((group_x * 12) + ((item_x % 3) * 4)) + 4);
  if (item_x < 24) {
    float4 condval_4;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      float4 v__4 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), ((group_y * 4) - 1), (item_x / 3), 0))));
      condval_4 = v__4;
    } else {
      condval_4 = 0;
    }
    D_local[4] = condval_4;
  }
  long common_9 = (((group_x * 12) + ((item_x % 3) * 4)) + 5);
  if (item_x < 24) {
    float4 condval_5;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      float4 v__5 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 4), ((group_y * 4) - 1), (item_x / 3), 0))));
      condval_5 = v__5;
    } else {
      condval_5 = 0;
    }
    D_local[5] = condval_5;
  }
  if (item_x < 24) {
    float4 condval_6;
    if ((((group_y * 4) < H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      float4 v__6 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) - 1), (group_y * 4), (item_x / 3), 0))));
      condval_6 = v__6;
    } else {
      condval_6 = 0;
    }
    D_local[6] = condval_6;
  }
  if (item_x < 24) {
    float4 condval_7;
    if (((group_y * 4) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__7 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)(((group_x * 12) + ((item_x % 3) * 4)), (group_y * 4), (item_x / 3), 0))));
      condval_7 = v__7;
    } else {
      condval_7 = 0;
    }
    D_local[7] = condval_7;
  }
  if (item_x < 24) {
    float4 condval_8;
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      float4 v__8 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), (group_y * 4), (item_x / 3), 0))));
      condval_8 = v__8;
    } else {
      condval_8 = 0;
    }
    D_local[8] = condval_8;
  }
  if (item_x < 24) {
    float4 condval_9;
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      float4 v__9 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), (group_y * 4), (item_x / 3), 0))));
      condval_9 = v__9;
    } else {
      condval_9 = 0;
    }
    D_local[9] = condval_9;
  }
  if (item_x < 24) {
    float4 condval_10;
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      float4 v__10 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), (group_y * 4), (item_x / 3), 0))));
      condval_10 = v__10;
    } else {
      condval_10 = 0;
    }
    D_local[10] = condval_10;
  }
  if (item_x < 24) {
    float4 condval_11;
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      float4 v__11 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 4), (group_y * 4), (item_x / 3), 0))));
      condval_11 = v__11;
    } else {
      condval_11 = 0;
    }
    D_local[11] = condval_11;
  }
  long common_10 = ((group_y * 4) + 2);
  long common_11 = ((group_y * 4) + 1);
  if (item_x < 24) {
    float4 condval_12;
    if (((((group_y * 4) + 2) <= H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      float4 v__12 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) - 1), ((group_y * 4) + 1), (item_x / 3), 0))));
      condval_12 = v__12;
    } else {
      condval_12 = 0;
    }
    D_local[12] = condval_12;
  }
  if (item_x < 24) {
    float4 condval_13;
    if ((((group_y * 4) + 2) <= H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__13 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)(((group_x * 12) + ((item_x % 3) * 4)), ((group_y * 4) + 1), (item_x / 3), 0))));
      condval_13 = v__13;
    } else {
      condval_13 = 0;
    }
    D_local[13] = condval_13;
  }
  if (item_x < 24) {
    float4 condval_14;
    if ((((group_y * 4) + 2) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      float4 v__14 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), ((group_y * 4) + 1), (item_x / 3), 0))));
      condval_14 = v__14;
    } else {
      condval_14 = 0;
    }
    D_local[14] = condval_14;
  }
  if (item_x < 24) {
    float4 condval_15;
    if ((((group_y * 4) + 2) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      float4 v__15 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), ((group_y * 4) + 1), (item_x / 3), 0))));
      condval_15 = v__15;
    } else {
      condval_15 = 0;
    }
    D_local[15] = condval_15;
  }
  if (item_x < 24) {
    float4 condval_16;
    if ((((group_y * 4) + 2) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      float4 v__16 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), ((group_y * 4) + 1), (item_x / 3), 0))));
      condval_16 = v__16;
    } else {
      condval_16 = 0;
    }
    D_local[16] = condval_16;
  }
  if (item_x < 24) {
    float4 condval_17;
    if ((((group_y * 4) + 2) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      float4 v__17 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 4), ((group_y * 4) + 1), (item_x / 3), 0))));
      condval_17 = v__17;
    } else {
      condval_17 = 0;
    }
    D_local[17] = condval_17;
  }
  long common_12 = ((group_y * 4) + 3);
  if (item_x < 24) {
    float4 condval_18;
    if (((((group_y * 4) + 3) <= H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      float4 v__18 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) - 1), ((group_y * 4) + 2), (item_x / 3), 0))));
      condval_18 = v__18;
    } else {
      condval_18 = 0;
    }
    D_local[18] = condval_18;
  }
  if (item_x < 24) {
    float4 condval_19;
    if ((((group_y * 4) + 3) <= H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__19 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)(((group_x * 12) + ((item_x % 3) * 4)), ((group_y * 4) + 2), (item_x / 3), 0))));
      condval_19 = v__19;
    } else {
      condval_19 = 0;
    }
    D_local[19] = condval_19;
  }
  if (item_x < 24) {
    float4 condval_20;
    if ((((group_y * 4) + 3) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      float4 v__20 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), ((group_y * 4) + 2), (item_x / 3), 0))));
      condval_20 = v__20;
    } else {
      condval_20 = 0;
    }
    D_local[20] = condval_20;
  }
  if (item_x < 24) {
    float4 condval_21;
    if ((((group_y * 4) + 3) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      float4 v__21 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), ((group_y * 4) + 2), (item_x / 3), 0))));
      condval_21 = v__21;
    } else {
      condval_21 = 0;
    }
    D_local[21] = condval_21;
  }
  if (item_x < 24) {
    float4 condval_22;
    if ((((group_y * 4) + 3) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      float4 v__22 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), ((group_y * 4) + 2), (item_x / 3), 0))));
      condval_22 = v__22;
    } else {
      condval_22 = 0;
    }
    D_local[22] = condval_22;
  }
  if (item_x < 24) {
    float4 condval_23;
    if ((((group_y * 4) + 3) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      float4 v__23 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 4), ((group_y * 4) + 2), (item_x / 3), 0))));
      condval_23 = v__23;
    } else {
      condval_23 = 0;
    }
    D_local[23] = condval_23;
  }
  long common_13 = ((group_y * 4) + 4);
  if (item_x < 24) {
    float4 condval_24;
    if (((((group_y * 4) + 4) <= H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      float4 v__24 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) - 1), ((group_y * 4) + 3), (item_x / 3), 0))));
      condval_24 = v__24;
    } else {
      condval_24 = 0;
    }
    D_local[24] = condval_24;
  }
  if (item_x < 24) {
    float4 condval_25;
    if ((((group_y * 4) + 4) <= H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__25 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)(((group_x * 12) + ((item_x % 3) * 4)), ((group_y * 4) + 3), (item_x / 3), 0))));
      condval_25 = v__25;
    } else {
      condval_25 = 0;
    }
    D_local[25] = condval_25;
  }
  if (item_x < 24) {
    float4 condval_26;
    if ((((group_y * 4) + 4) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      float4 v__26 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), ((group_y * 4) + 3), (item_x / 3), 0))));
      condval_26 = v__26;
    } else {
      condval_26 = 0;
    }
    D_local[26] = condval_26;
  }
  if (item_x < 24) {
    float4 condval_27;
    if ((((group_y * 4) + 4) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      float4 v__27 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), ((group_y * 4) + 3), (item_x / 3), 0))));
      condval_27 = v__27;
    } else {
      condval_27 = 0;
    }
    D_local[27] = condval_27;
  }
  if (item_x < 24) {
    float4 condval_28;
    if ((((group_y * 4) + 4) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      float4 v__28 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), ((group_y * 4) + 3), (item_x / 3), 0))));
      condval_28 = v__28;
    } else {
      condval_28 = 0;
    }
    D_local[28] = condval_28;
  }
  if (item_x < 24) {
    float4 condval_29;
    if ((((group_y * 4) + 4) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      float4 v__29 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 4), ((group_y * 4) + 3), (item_x / 3), 0))));
      condval_29 = v__29;
    } else {
      condval_29 = 0;
    }
    D_local[29] = condval_29;
  }
  long common_14 = ((group_y * 4) + 5);
  if (item_x < 24) {
    float4 condval_30;
    if (((((group_y * 4) + 5) <= H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      float4 v__30 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) - 1), ((group_y * 4) + 4), (item_x / 3), 0))));
      condval_30 = v__30;
    } else {
      condval_30 = 0;
    }
    D_local[30] = condval_30;
  }
  if (item_x < 24) {
    float4 condval_31;
    if ((((group_y * 4) + 5) <= H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__31 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)(((group_x * 12) + ((item_x % 3) * 4)), ((group_y * 4) + 4), (item_x / 3), 0))));
      condval_31 = v__31;
    } else {
      condval_31 = 0;
    }
    D_local[31] = condval_31;
  }
  if (item_x < 24) {
    float4 condval_32;
    if ((((group_y * 4) + 5) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      float4 v__32 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), ((group_y * 4) + 4), (item_x / 3), 0))));
      condval_32 = v__32;
    } else {
      condval_32 = 0;
    }
    D_local[32] = condval_32;
  }
  if (item_x < 24) {
    float4 condval_33;
    if ((((group_y * 4) + 5) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      float4 v__33 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), ((group_y * 4) + 4), (item_x / 3), 0))));
      condval_33 = v__33;
    } else {
      condval_33 = 0;
    }
    D_local[33] = condval_33;
  }
  if (item_x < 24) {
    float4 condval_34;
    if ((((group_y * 4) + 5) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      float4 v__34 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), ((group_y * 4) + 4), (item_x / 3), 0))));
      condval_34 = v__34;
    } else {
      condval_34 = 0;
    }
    D_local[34] = condval_34;
  }
  if (item_x < 24) {
    float4 condval_35;
    if ((((group_y * 4) + 5) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      float4 v__35 = as_float4(READ_IMAGEF(x, image_sampler, ((int4)((((group_x * 12) + ((item_x % 3) * 4)) + 4), ((group_y * 4) + 4), (item_x / 3), 0))));
      condval_35 = v__35;
    } else {
      condval_35 = 0;
    }
    D_local[35] = condval_35;
  }
  if (item_x < 24) {
    Z_local[0] = (((4.000000e+00f) * D_local[0]) + (D_local[24] - ((5.000000e+00f) * D_local[12])));
  }
  if (item_x < 24) {
    Z_local[6] = ((D_local[24] - ((4.000000e+00f) * D_local[12])) + (D_local[18] - ((4.000000e+00f) * D_local[6])));
  }
  if (item_x < 24) {
    Z_local[12] = ((D_local[24] - ((4.000000e+00f) * D_local[12])) - (D_local[18] - ((4.000000e+00f) * D_local[6])));
  }
  if (item_x < 24) {
    Z_local[18] = ((D_local[24] - D_local[12]) + ((2.000000e+00f) * (D_local[18] - D_local[6])));
  }
  if (item_x < 24) {
    Z_local[24] = ((D_local[24] - D_local[12]) - ((2.000000e+00f) * (D_local[18] - D_local[6])));
  }
  if (item_x < 24) {
    Z_local[30] = (((4.000000e+00f) * D_local[6]) + (D_local[30] - ((5.000000e+00f) * D_local[18])));
  }
  if (item_x < 24) {
    Z_local[1] = (((4.000000e+00f) * D_local[1]) + (D_local[25] - ((5.000000e+00f) * D_local[13])));
  }
  if (item_x < 24) {
    Z_local[7] = ((D_local[25] - ((4.000000e+00f) * D_local[13])) + (D_local[19] - ((4.000000e+00f) * D_local[7])));
  }
  if (item_x < 24) {
    Z_local[13] = ((D_local[25] - ((4.000000e+00f) * D_local[13])) - (D_local[19] - ((4.000000e+00f) * D_local[7])));
  }
  if (item_x < 24) {
    Z_local[19] = ((D_local[25] - D_local[13]) + ((2.000000e+00f) * (D_local[19] - D_local[7])));
  }
  if (item_x < 24) {
    Z_local[25] = ((D_local[25] - D_local[13]) - ((2.000000e+00f) * (D_local[19] - D_local[7])));
  }
  if (item_x < 24) {
    Z_local[31] = (((4.000000e+00f) * D_local[7]) + (D_local[31] - ((5.000000e+00f) * D_local[19])));
  }
  if (item_x < 24) {
    Z_local[2] = (((4.000000e+00f) * D_local[2]) + (D_local[26] - ((5.000000e+00f) * D_local[14])));
  }
  if (item_x < 24) {
    Z_local[8] = ((D_local[26] - ((4.000000e+00f) * D_local[14])) + (D_local[20] - ((4.000000e+00f) * D_local[8])));
  }
  if (item_x < 24) {
    Z_local[14] = ((D_local[26] - ((4.000000e+00f) * D_local[14])) - (D_local[20] - ((4.000000e+00f) * D_local[8])));
  }
  if (item_x < 24) {
    Z_local[20] = ((D_local[26] - D_local[14]) + ((2.000000e+00f) * (D_local[20] - D_local[8])));
  }
  if (item_x < 24) {
    Z_local[26] = ((D_local[26] - D_local[14]) - ((2.000000e+00f) * (D_local[20] - D_local[8])));
  }
  if (item_x < 24) {
    Z_local[32] = (((4.000000e+00f) * D_local[8]) + (D_local[32] - ((5.000000e+00f) * D_local[20])));
  }
  if (item_x < 24) {
    Z_local[3] = (((4.000000e+00f) * D_local[3]) + (D_local[27] - ((5.000000e+00f) * D_local[15])));
  }
  if (item_x < 24) {
    Z_local[9] = ((D_local[27] - ((4.000000e+00f) * D_local[15])) + (D_local[21] - ((4.000000e+00f) * D_local[9])));
  }
  if (item_x < 24) {
    Z_local[15] = ((D_local[27] - ((4.000000e+00f) * D_local[15])) - (D_local[21] - ((4.000000e+00f) * D_local[9])));
  }
  if (item_x < 24) {
    Z_local[21] = ((D_local[27] - D_local[15]) + ((2.000000e+00f) * (D_local[21] - D_local[9])));
  }
  if (item_x < 24) {
    Z_local[27] = ((D_local[27] - D_local[15]) - ((2.000000e+00f) * (D_local[21] - D_local[9])));
  }
  if (item_x < 24) {
    Z_local[33] = (((4.000000e+00f) * D_local[9]) + (D_local[33] - ((5.000000e+00f) * D_local[21])));
  }
  if (item_x < 24) {
    Z_local[4] = (((4.000000e+00f) * D_local[4]) + (D_local[28] - ((5.000000e+00f) * D_local[16])));
  }
  if (item_x < 24) {
    Z_local[10] = ((D_local[28] - ((4.000000e+00f) * D_local[16])) + (D_local[22] - ((4.000000e+00f) * D_local[10])));
  }
  if (item_x < 24) {
    Z_local[16] = ((D_local[28] - ((4.000000e+00f) * D_local[16])) - (D_local[22] - ((4.000000e+00f) * D_local[10])));
  }
  if (item_x < 24) {
    Z_local[22] = ((D_local[28] - D_local[16]) + ((2.000000e+00f) * (D_local[22] - D_local[10])));
  }
  if (item_x < 24) {
    Z_local[28] = ((D_local[28] - D_local[16]) - ((2.000000e+00f) * (D_local[22] - D_local[10])));
  }
  if (item_x < 24) {
    Z_local[34] = (((4.000000e+00f) * D_local[10]) + (D_local[34] - ((5.000000e+00f) * D_local[22])));
  }
  if (item_x < 24) {
    Z_local[5] = (((4.000000e+00f) * D_local[5]) + (D_local[29] - ((5.000000e+00f) * D_local[17])));
  }
  if (item_x < 24) {
    Z_local[11] = ((D_local[29] - ((4.000000e+00f) * D_local[17])) + (D_local[23] - ((4.000000e+00f) * D_local[11])));
  }
  if (item_x < 24) {
    Z_local[17] = ((D_local[29] - ((4.000000e+00f) * D_local[17])) - (D_local[23] - ((4.000000e+00f) * D_local[11])));
  }
  if (item_x < 24) {
    Z_local[23] = ((D_local[29] - D_local[17]) + ((2.000000e+00f) * (D_local[23] - D_local[11])));
  }
  if (item_x < 24) {
    Z_local[29] = ((D_local[29] - D_local[17]) - ((2.000000e+00f) * (D_local[23] - D_local[11])));
  }
  if (item_x < 24) {
    Z_local[35] = (((4.000000e+00f) * D_local[11]) + (D_local[35] - ((5.000000e+00f) * D_local[23])));
  }
  int common_15 = (item_x * 144);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[0]) + (Z_local[4] - ((5.000000e+00f) * Z_local[2]))), 0, V + (item_x * 144));
  }
  int common_16 = ((item_x * 144) + 4);
  if (item_x < 24) {
    vstore4(((Z_local[4] - ((4.000000e+00f) * Z_local[2])) + (Z_local[3] - ((4.000000e+00f) * Z_local[1]))), 0, V + ((item_x * 144) + 4));
  }
  int common_17 = ((item_x * 144) + 8);
  if (item_x < 24) {
    vstore4(((Z_local[4] - ((4.000000e+00f) * Z_local[2])) - (Z_local[3] - ((4.000000e+00f) * Z_local[1]))), 0, V + ((item_x * 144) + 8));
  }
  int common_18 = ((item_x * 144) + 12);
  if (item_x < 24) {
    vstore4(((Z_local[4] - Z_local[2]) + ((2.000000e+00f) * (Z_local[3] - Z_local[1]))), 0, V + ((item_x * 144) + 12));
  }
  int common_19 = ((item_x * 144) + 16);
  if (item_x < 24) {
    vstore4(((Z_local[4] - Z_local[2]) - ((2.000000e+00f) * (Z_local[3] - Z_local[1]))), 0, V + ((item_x * 144) + 16));
  }
  int common_20 = ((item_x * 144) + 20);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[1]) + (Z_local[5] - ((5.000000e+00f) * Z_local[3]))), 0, V + ((item_x * 144) + 20));
  }
  int common_21 = ((item_x * 144) + 24);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[6]) + (Z_local[10] - ((5.000000e+00f) * Z_local[8]))), 0, V + ((item_x * 144) + 24));
  }
  int common_22 = ((item_x * 144) + 28);
  if (item_x < 24) {
    vstore4(((Z_local[10] - ((4.000000e+00f) * Z_local[8])) + (Z_local[9] - ((4.000000e+00f) * Z_local[7]))), 0, V + ((item_x * 144) + 28));
  }
  int common_23 = ((item_x * 144) + 32);
  if (item_x < 24) {
    vstore4(((Z_local[10] - ((4.000000e+00f) * Z_local[8])) - (Z_local[9] - ((4.000000e+00f) * Z_local[7]))), 0, V + ((item_x * 144) + 32));
  }
  int common_24 = ((item_x * 144) + 36);
  if (item_x < 24) {
    vstore4(((Z_local[10] - Z_local[8]) + ((2.000000e+00f) * (Z_local[9] - Z_local[7]))), 0, V + ((item_x * 144) + 36));
  }
  int common_25 = ((item_x * 144) + 40);
  if (item_x < 24) {
    vstore4(((Z_local[10] - Z_local[8]) - ((2.000000e+00f) * (Z_local[9] - Z_local[7]))), 0, V + ((item_x * 144) + 40));
  }
  int common_26 = ((item_x * 144) + 44);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[7]) + (Z_local[11] - ((5.000000e+00f) * Z_local[9]))), 0, V + ((item_x * 144) + 44));
  }
  int common_27 = ((item_x * 144) + 48);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[12]) + (Z_local[16] - ((5.000000e+00f) * Z_local[14]))), 0, V + ((item_x * 144) + 48));
  }
  int common_28 = ((item_x * 144) + 52);
  if (item_x < 24) {
    vstore4(((Z_local[16] - ((4.000000e+00f) * Z_local[14])) + (Z_local[15] - ((4.000000e+00f) * Z_local[13]))), 0, V + ((item_x * 144) + 52));
  }
  int common_29 = ((item_x * 144) + 56);
  if (item_x < 24) {
    vstore4(((Z_local[16] - ((4.000000e+00f) * Z_local[14])) - (Z_local[15] - ((4.000000e+00f) * Z_local[13]))), 0, V + ((item_x * 144) + 56));
  }
  int common_30 = ((item_x * 144) + 60);
  if (item_x < 24) {
    vstore4(((Z_local[16] - Z_local[14]) + ((2.000000e+00f) * (Z_local[15] - Z_local[13]))), 0, V + ((item_x * 144) + 60));
  }
  int common_31 = ((item_x * 144) + 64);
  if (item_x < 24) {
    vstore4(((Z_local[16] - Z_local[14]) - ((2.000000e+00f) * (Z_local[15] - Z_local[13]))), 0, V + ((item_x * 144) + 64));
  }
  int common_32 = ((item_x * 144) + 68);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[13]) + (Z_local[17] - ((5.000000e+00f) * Z_local[15]))), 0, V + ((item_x * 144) + 68));
  }
  int common_33 = ((item_x * 144) + 72);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[18]) + (Z_local[22] - ((5.000000e+00f) * Z_local[20]))), 0, V + ((item_x * 144) + 72));
  }
  int common_34 = ((item_x * 144) + 76);
  if (item_x < 24) {
    vstore4(((Z_local[22] - ((4.000000e+00f) * Z_local[20])) + (Z_local[21] - ((4.000000e+00f) * Z_local[19]))), 0, V + ((item_x * 144) + 76));
  }
  int common_35 = ((item_x * 144) + 80);
  if (item_x < 24) {
    vstore4(((Z_local[22] - ((4.000000e+00f) * Z_local[20])) - (Z_local[21] - ((4.000000e+00f) * Z_local[19]))), 0, V + ((item_x * 144) + 80));
  }
  int common_36 = ((item_x * 144) + 84);
  if (item_x < 24) {
    vstore4(((Z_local[22] - Z_local[20]) + ((2.000000e+00f) * (Z_local[21] - Z_local[19]))), 0, V + ((item_x * 144) + 84));
  }
  int common_37 = ((item_x * 144) + 88);
  if (item_x < 24) {
    vstore4(((Z_local[22] - Z_local[20]) - ((2.000000e+00f) * (Z_local[21] - Z_local[19]))), 0, V + ((item_x * 144) + 88));
  }
  int common_38 = ((item_x * 144) + 92);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[19]) + (Z_local[23] - ((5.000000e+00f) * Z_local[21]))), 0, V + ((item_x * 144) + 92));
  }
  int common_39 = ((item_x * 144) + 96);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[24]) + (Z_local[28] - ((5.000000e+00f) * Z_local[26]))), 0, V + ((item_x * 144) + 96));
  }
  int common_40 = ((item_x * 144) + 100);
  if (item_x < 24) {
    vstore4(((Z_local[28] - ((4.000000e+00f) * Z_local[26])) + (Z_local[27] - ((4.000000e+00f) * Z_local[25]))), 0, V + ((item_x * 144) + 100));
  }
  int common_41 = ((item_x * 144) + 104);
  if (item_x < 24) {
    vstore4(((Z_local[28] - ((4.000000e+00f) * Z_local[26])) - (Z_local[27] - ((4.000000e+00f) * Z_local[25]))), 0, V + ((item_x * 144) + 104));
  }
  int common_42 = ((item_x * 144) + 108);
  if (item_x < 24) {
    vstore4(((Z_local[28] - Z_local[26]) + ((2.000000e+00f) * (Z_local[27] - Z_local[25]))), 0, V + ((item_x * 144) + 108));
  }
  int common_43 = ((item_x * 144) + 112);
  if (item_x < 24) {
    vstore4(((Z_local[28] - Z_local[26]) - ((2.000000e+00f) * (Z_local[27] - Z_local[25]))), 0, V + ((item_x * 144) + 112));
  }
  int common_44 = ((item_x * 144) + 116);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[25]) + (Z_local[29] - ((5.000000e+00f) * Z_local[27]))), 0, V + ((item_x * 144) + 116));
  }
  int common_45 = ((item_x * 144) + 120);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[30]) + (Z_local[34] - ((5.000000e+00f) * Z_local[32]))), 0, V + ((item_x * 144) + 120));
  }
  int common_46 = ((item_x * 144) + 124);
  if (item_x < 24) {
    vstore4(((Z_local[34] - ((4.000000e+00f) * Z_local[32])) + (Z_local[33] - ((4.000000e+00f) * Z_local[31]))), 0, V + ((item_x * 144) + 124));
  }
  int common_47 = ((item_x * 144) + 128);
  if (item_x < 24) {
    vstore4(((Z_local[34] - ((4.000000e+00f) * Z_local[32])) - (Z_local[33] - ((4.000000e+00f) * Z_local[31]))), 0, V + ((item_x * 144) + 128));
  }
  int common_48 = ((item_x * 144) + 132);
  if (item_x < 24) {
    vstore4(((Z_local[34] - Z_local[32]) + ((2.000000e+00f) * (Z_local[33] - Z_local[31]))), 0, V + ((item_x * 144) + 132));
  }
  int common_49 = ((item_x * 144) + 136);
  if (item_x < 24) {
    vstore4(((Z_local[34] - Z_local[32]) - ((2.000000e+00f) * (Z_local[33] - Z_local[31]))), 0, V + ((item_x * 144) + 136));
  }
  int common_50 = ((item_x * 144) + 140);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[31]) + (Z_local[35] - ((5.000000e+00f) * Z_local[33]))), 0, V + ((item_x * 144) + 140));
  }
  M_local[0] = 0;
  M_local[1] = 0;
  M_local[2] = 0;
  M_local[3] = 0;
  M_local[4] = 0;
  M_local[5] = 0;
  M_local[6] = 0;
  M_local[7] = 0;
  M_local[8] = 0;
  M_local[9] = 0;
  M_local[10] = 0;
  M_local[11] = 0;
  M_local[12] = 0;
  M_local[13] = 0;
  M_local[14] = 0;
  M_local[15] = 0;
  M_local[16] = 0;
  M_local[17] = 0;
  M_local[18] = 0;
  M_local[19] = 0;
  M_local[20] = 0;
  M_local[21] = 0;
  M_local[22] = 0;
  M_local[23] = 0;
  int common_51 = (item_x * 4);
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int loop_0 = 0; loop_0 < 8; ++loop_0) {
    float4 v__36 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)(item_x, loop_0, 0, 0))));
    u_local[0] = v__36;
    int common_52 = (item_x + 36);
    float4 v__37 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 36), loop_0, 0, 0))));
    u_local[1] = v__37;
    int common_53 = (item_x + 72);
    float4 v__38 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 72), loop_0, 0, 0))));
    u_local[2] = v__38;
    int common_54 = (item_x + 108);
    float4 v__39 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 108), loop_0, 0, 0))));
    u_local[3] = v__39;
    float4 v__40 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)(item_x, loop_0, 1, 0))));
    u_local[4] = v__40;
    float4 v__41 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 36), loop_0, 1, 0))));
    u_local[5] = v__41;
    float4 v__42 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 72), loop_0, 1, 0))));
    u_local[6] = v__42;
    float4 v__43 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 108), loop_0, 1, 0))));
    u_local[7] = v__43;
    float4 v__44 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)(item_x, loop_0, 2, 0))));
    u_local[8] = v__44;
    float4 v__45 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 36), loop_0, 2, 0))));
    u_local[9] = v__45;
    float4 v__46 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 72), loop_0, 2, 0))));
    u_local[10] = v__46;
    float4 v__47 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 108), loop_0, 2, 0))));
    u_local[11] = v__47;
    float4 v__48 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)(item_x, loop_0, 3, 0))));
    u_local[12] = v__48;
    float4 v__49 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 36), loop_0, 3, 0))));
    u_local[13] = v__49;
    float4 v__50 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 72), loop_0, 3, 0))));
    u_local[14] = v__50;
    float4 v__51 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 108), loop_0, 3, 0))));
    u_local[15] = v__51;
    float4 v__52 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)(item_x, loop_0, 4, 0))));
    u_local[16] = v__52;
    float4 v__53 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 36), loop_0, 4, 0))));
    u_local[17] = v__53;
    float4 v__54 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 72), loop_0, 4, 0))));
    u_local[18] = v__54;
    float4 v__55 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 108), loop_0, 4, 0))));
    u_local[19] = v__55;
    float4 v__56 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)(item_x, loop_0, 5, 0))));
    u_local[20] = v__56;
    float4 v__57 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 36), loop_0, 5, 0))));
    u_local[21] = v__57;
    float4 v__58 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 72), loop_0, 5, 0))));
    u_local[22] = v__58;
    float4 v__59 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 108), loop_0, 5, 0))));
    u_local[23] = v__59;
    float4 v__60 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)(item_x, loop_0, 6, 0))));
    u_local[24] = v__60;
    float4 v__61 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 36), loop_0, 6, 0))));
    u_local[25] = v__61;
    float4 v__62 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 72), loop_0, 6, 0))));
    u_local[26] = v__62;
    float4 v__63 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 108), loop_0, 6, 0))));
    u_local[27] = v__63;
    float4 v__64 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)(item_x, loop_0, 7, 0))));
    u_local[28] = v__64;
    float4 v__65 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 36), loop_0, 7, 0))));
    u_local[29] = v__65;
    float4 v__66 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 72), loop_0, 7, 0))));
    u_local[30] = v__66;
    float4 v__67 = as_float4(READ_IMAGEF(u, image_sampler, ((int4)((item_x + 108), loop_0, 7, 0))));
    u_local[31] = v__67;
    int common_55 = ((loop_0 * 432) + (item_x * 4));
    M_local[0] = (M_local[0] + (((float4)(V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))])) * u_local[0]));
    int common_56 = (((loop_0 * 432) + (item_x * 4)) + 144);
    M_local[1] = (M_local[1] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)])) * u_local[0]));
    int common_57 = (((loop_0 * 432) + (item_x * 4)) + 288);
    M_local[2] = (M_local[2] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)])) * u_local[0]));
    M_local[3] = (M_local[3] + (((float4)(V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))])) * u_local[4]));
    M_local[4] = (M_local[4] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)])) * u_local[4]));
    M_local[5] = (M_local[5] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)])) * u_local[4]));
    M_local[6] = (M_local[6] + (((float4)(V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))])) * u_local[8]));
    M_local[7] = (M_local[7] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)])) * u_local[8]));
    M_local[8] = (M_local[8] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)])) * u_local[8]));
    M_local[9] = (M_local[9] + (((float4)(V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))])) * u_local[12]));
    M_local[10] = (M_local[10] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)])) * u_local[12]));
    M_local[11] = (M_local[11] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)])) * u_local[12]));
    M_local[12] = (M_local[12] + (((float4)(V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))])) * u_local[16]));
    M_local[13] = (M_local[13] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)])) * u_local[16]));
    M_local[14] = (M_local[14] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)])) * u_local[16]));
    M_local[15] = (M_local[15] + (((float4)(V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))])) * u_local[20]));
    M_local[16] = (M_local[16] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)])) * u_local[20]));
    M_local[17] = (M_local[17] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)])) * u_local[20]));
    M_local[18] = (M_local[18] + (((float4)(V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))])) * u_local[24]));
    M_local[19] = (M_local[19] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)])) * u_local[24]));
    M_local[20] = (M_local[20] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)])) * u_local[24]));
    M_local[21] = (M_local[21] + (((float4)(V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))])) * u_local[28]));
    M_local[22] = (M_local[22] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)])) * u_local[28]));
    M_local[23] = (M_local[23] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)], V[(((loop_0 * 432) + (item_x * 4)) + 288)])) * u_local[28]));
    int common_58 = (((loop_0 * 432) + (item_x * 4)) + 1);
    M_local[0] = (M_local[0] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)])) * u_local[1]));
    int common_59 = (((loop_0 * 432) + (item_x * 4)) + 145);
    M_local[1] = (M_local[1] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)])) * u_local[1]));
    int common_60 = (((loop_0 * 432) + (item_x * 4)) + 289);
    M_local[2] = (M_local[2] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)])) * u_local[1]));
    M_local[3] = (M_local[3] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)])) * u_local[5]));
    M_local[4] = (M_local[4] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)])) * u_local[5]));
    M_local[5] = (M_local[5] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)])) * u_local[5]));
    M_local[6] = (M_local[6] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)])) * u_local[9]));
    M_local[7] = (M_local[7] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)])) * u_local[9]));
    M_local[8] = (M_local[8] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)])) * u_local[9]));
    M_local[9] = (M_local[9] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)])) * u_local[13]));
    M_local[10] = (M_local[10] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)])) * u_local[13]));
    M_local[11] = (M_local[11] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)])) * u_local[13]));
    M_local[12] = (M_local[12] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)])) * u_local[17]));
    M_local[13] = (M_local[13] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)])) * u_local[17]));
    M_local[14] = (M_local[14] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)])) * u_local[17]));
    M_local[15] = (M_local[15] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)])) * u_local[21]));
    M_local[16] = (M_local[16] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)])) * u_local[21]));
    M_local[17] = (M_local[17] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)])) * u_local[21]));
    M_local[18] = (M_local[18] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)])) * u_local[25]));
    M_local[19] = (M_local[19] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)])) * u_local[25]));
    M_local[20] = (M_local[20] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)])) * u_local[25]));
    M_local[21] = (M_local[21] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)])) * u_local[29]));
    M_local[22] = (M_local[22] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)])) * u_local[29]));
    M_local[23] = (M_local[23] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)], V[(((loop_0 * 432) + (item_x * 4)) + 289)])) * u_local[29]));
    int common_61 = (((loop_0 * 432) + (item_x * 4)) + 2);
    M_local[0] = (M_local[0] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)])) * u_local[2]));
    int common_62 = (((loop_0 * 432) + (item_x * 4)) + 146);
    M_local[1] = (M_local[1] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)])) * u_local[2]));
    int common_63 = (((loop_0 * 432) + (item_x * 4)) + 290);
    M_local[2] = (M_local[2] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)])) * u_local[2]));
    M_local[3] = (M_local[3] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)])) * u_local[6]));
    M_local[4] = (M_local[4] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)])) * u_local[6]));
    M_local[5] = (M_local[5] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)])) * u_local[6]));
    M_local[6] = (M_local[6] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)])) * u_local[10]));
    M_local[7] = (M_local[7] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)])) * u_local[10]));
    M_local[8] = (M_local[8] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)])) * u_local[10]));
    M_local[9] = (M_local[9] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)])) * u_local[14]));
    M_local[10] = (M_local[10] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)])) * u_local[14]));
    M_local[11] = (M_local[11] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)])) * u_local[14]));
    M_local[12] = (M_local[12] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)])) * u_local[18]));
    M_local[13] = (M_local[13] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)])) * u_local[18]));
    M_local[14] = (M_local[14] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)])) * u_local[18]));
    M_local[15] = (M_local[15] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)])) * u_local[22]));
    M_local[16] = (M_local[16] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)])) * u_local[22]));
    M_local[17] = (M_local[17] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)])) * u_local[22]));
    M_local[18] = (M_local[18] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)])) * u_local[26]));
    M_local[19] = (M_local[19] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)])) * u_local[26]));
    M_local[20] = (M_local[20] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)])) * u_local[26]));
    M_local[21] = (M_local[21] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)])) * u_local[30]));
    M_local[22] = (M_local[22] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)])) * u_local[30]));
    M_local[23] = (M_local[23] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)], V[(((loop_0 * 432) + (item_x * 4)) + 290)])) * u_local[30]));
    int common_64 = (((loop_0 * 432) + (item_x * 4)) + 3);
    M_local[0] = (M_local[0] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)])) * u_local[3]));
    int common_65 = (((loop_0 * 432) + (item_x * 4)) + 147);
    M_local[1] = (M_local[1] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)])) * u_local[3]));
    int common_66 = (((loop_0 * 432) + (item_x * 4)) + 291);
    M_local[2] = (M_local[2] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)])) * u_local[3]));
    M_local[3] = (M_local[3] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)])) * u_local[7]));
    M_local[4] = (M_local[4] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)])) * u_local[7]));
    M_local[5] = (M_local[5] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)])) * u_local[7]));
    M_local[6] = (M_local[6] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)])) * u_local[11]));
    M_local[7] = (M_local[7] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)])) * u_local[11]));
    M_local[8] = (M_local[8] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)])) * u_local[11]));
    M_local[9] = (M_local[9] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)])) * u_local[15]));
    M_local[10] = (M_local[10] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)])) * u_local[15]));
    M_local[11] = (M_local[11] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)])) * u_local[15]));
    M_local[12] = (M_local[12] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)])) * u_local[19]));
    M_local[13] = (M_local[13] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)])) * u_local[19]));
    M_local[14] = (M_local[14] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)])) * u_local[19]));
    M_local[15] = (M_local[15] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)])) * u_local[23]));
    M_local[16] = (M_local[16] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)])) * u_local[23]));
    M_local[17] = (M_local[17] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)])) * u_local[23]));
    M_local[18] = (M_local[18] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)])) * u_local[27]));
    M_local[19] = (M_local[19] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)])) * u_local[27]));
    M_local[20] = (M_local[20] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)])) * u_local[27]));
    M_local[21] = (M_local[21] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)])) * u_local[31]));
    M_local[22] = (M_local[22] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)])) * u_local[31]));
    M_local[23] = (M_local[23] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)], V[(((loop_0 * 432) + (item_x * 4)) + 291)])) * u_local[31]));
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  vstore4(M_local[0], 0, V + (item_x * 4));
  vstore4(M_local[1], 0, V + ((item_x * 4) + 144));
  vstore4(M_local[2], 0, V + ((item_x * 4) + 288));
  vstore4(M_local[3], 0, V + ((item_x * 4) + 432));
  vstore4(M_local[4], 0, V + ((item_x * 4) + 576));
  vstore4(M_local[5], 0, V + ((item_x * 4) + 720));
  vstore4(M_local[6], 0, V + ((item_x * 4) + 864));
  vstore4(M_local[7], 0, V + ((item_x * 4) + 1008));
  vstore4(M_local[8], 0, V + ((item_x * 4) + 1152));
  vstore4(M_local[9], 0, V + ((item_x * 4) + 1296));
  vstore4(M_local[10], 0, V + ((item_x * 4) + 1440));
  vstore4(M_local[11], 0, V + ((item_x * 4) + 1584));
  vstore4(M_local[12], 0, V + ((item_x * 4) + 1728));
  vstore4(M_local[13], 0, V + ((item_x * 4) + 1872));
  vstore4(M_local[14], 0, V + ((item_x * 4) + 2016));
  vstore4(M_local[15], 0, V + ((item_x * 4) + 2160));
  vstore4(M_local[16], 0, V + ((item_x * 4) + 2304));
  vstore4(M_local[17], 0, V + ((item_x * 4) + 2448));
  vstore4(M_local[18], 0, V + ((item_x * 4) + 2592));
  vstore4(M_local[19], 0, V + ((item_x * 4) + 2736));
  vstore4(M_local[20], 0, V + ((item_x * 4) + 2880));
  vstore4(M_local[21], 0, V + ((item_x * 4) + 3024));
  vstore4(M_local[22], 0, V + ((item_x * 4) + 3168));
  vstore4(M_local[23], 0, V + ((item_x * 4) + 3312));
  barrier(CLK_LOCAL_MEM_FENCE);
  if (item_x < 24) {
    P_local[0] = ((vload4(0, V + (item_x * 144)) + (vload4(0, V + ((item_x * 144) + 24)) + vload4(0, V + ((item_x * 144) + 48)))) + (vload4(0, V + ((item_x * 144) + 72)) + vload4(0, V + ((item_x * 144) + 96))));
  }
  if (item_x < 24) {
    P_local[6] = ((vload4(0, V + ((item_x * 144) + 24)) - vload4(0, V + ((item_x * 144) + 48))) + ((2.000000e+00f) * (vload4(0, V + ((item_x * 144) + 72)) - vload4(0, V + ((item_x * 144) + 96)))));
  }
  if (item_x < 24) {
    P_local[12] = ((vload4(0, V + ((item_x * 144) + 24)) + vload4(0, V + ((item_x * 144) + 48))) + ((4.000000e+00f) * (vload4(0, V + ((item_x * 144) + 72)) + vload4(0, V + ((item_x * 144) + 96)))));
  }
  if (item_x < 24) {
    P_local[18] = (((vload4(0, V + ((item_x * 144) + 24)) - vload4(0, V + ((item_x * 144) + 48))) + ((8.000000e+00f) * (vload4(0, V + ((item_x * 144) + 72)) - vload4(0, V + ((item_x * 144) + 96))))) + vload4(0, V + ((item_x * 144) + 120)));
  }
  if (item_x < 24) {
    P_local[1] = ((vload4(0, V + ((item_x * 144) + 4)) + (vload4(0, V + ((item_x * 144) + 28)) + vload4(0, V + ((item_x * 144) + 52)))) + (vload4(0, V + ((item_x * 144) + 76)) + vload4(0, V + ((item_x * 144) + 100))));
  }
  if (item_x < 24) {
    P_local[7] = ((vload4(0, V + ((item_x * 144) + 28)) - vload4(0, V + ((item_x * 144) + 52))) + ((2.000000e+00f) * (vload4(0, V + ((item_x * 144) + 76)) - vload4(0, V + ((item_x * 144) + 100)))));
  }
  if (item_x < 24) {
    P_local[13] = ((vload4(0, V + ((item_x * 144) + 28)) + vload4(0, V + ((item_x * 144) + 52))) + ((4.000000e+00f) * (vload4(0, V + ((item_x * 144) + 76)) + vload4(0, V + ((item_x * 144) + 100)))));
  }
  if (item_x < 24) {
    P_local[19] = (((vload4(0, V + ((item_x * 144) + 28)) - vload4(0, V + ((item_x * 144) + 52))) + ((8.000000e+00f) * (vload4(0, V + ((item_x * 144) + 76)) - vload4(0, V + ((item_x * 144) + 100))))) + vload4(0, V + ((item_x * 144) + 124)));
  }
  if (item_x < 24) {
    P_local[2] = ((vload4(0, V + ((item_x * 144) + 8)) + (vload4(0, V + ((item_x * 144) + 32)) + vload4(0, V + ((item_x * 144) + 56)))) + (vload4(0, V + ((item_x * 144) + 80)) + vload4(0, V + ((item_x * 144) + 104))));
  }
  if (item_x < 24) {
    P_local[8] = ((vload4(0, V + ((item_x * 144) + 32)) - vload4(0, V + ((item_x * 144) + 56))) + ((2.000000e+00f) * (vload4(0, V + ((item_x * 144) + 80)) - vload4(0, V + ((item_x * 144) + 104)))));
  }
  if (item_x < 24) {
    P_local[14] = ((vload4(0, V + ((item_x * 144) + 32)) + vload4(0, V + ((item_x * 144) + 56))) + ((4.000000e+00f) * (vload4(0, V + ((item_x * 144) + 80)) + vload4(0, V + ((item_x * 144) + 104)))));
  }
  if (item_x < 24) {
    P_local[20] = (((vload4(0, V + ((item_x * 144) + 32)) - vload4(0, V + ((item_x * 144) + 56))) + ((8.000000e+00f) * (vload4(0, V + ((item_x * 144) + 80)) - vload4(0, V + ((item_x * 144) + 104))))) + vload4(0, V + ((item_x * 144) + 128)));
  }
  if (item_x < 24) {
    P_local[3] = ((vload4(0, V + ((item_x * 144) + 12)) + (vload4(0, V + ((item_x * 144) + 36)) + vload4(0, V + ((item_x * 144) + 60)))) + (vload4(0, V + ((item_x * 144) + 84)) + vload4(0, V + ((item_x * 144) + 108))));
  }
  if (item_x < 24) {
    P_local[9] = ((vload4(0, V + ((item_x * 144) + 36)) - vload4(0, V + ((item_x * 144) + 60))) + ((2.000000e+00f) * (vload4(0, V + ((item_x * 144) + 84)) - vload4(0, V + ((item_x * 144) + 108)))));
  }
  if (item_x < 24) {
    P_local[15] = ((vload4(0, V + ((item_x * 144) + 36)) + vload4(0, V + ((item_x * 144) + 60))) + ((4.000000e+00f) * (vload4(0, V + ((item_x * 144) + 84)) + vload4(0, V + ((item_x * 144) + 108)))));
  }
  if (item_x < 24) {
    P_local[21] = (((vload4(0, V + ((item_x * 144) + 36)) - vload4(0, V + ((item_x * 144) + 60))) + ((8.000000e+00f) * (vload4(0, V + ((item_x * 144) + 84)) - vload4(0, V + ((item_x * 144) + 108))))) + vload4(0, V + ((item_x * 144) + 132)));
  }
  if (item_x < 24) {
    P_local[4] = ((vload4(0, V + ((item_x * 144) + 16)) + (vload4(0, V + ((item_x * 144) + 40)) + vload4(0, V + ((item_x * 144) + 64)))) + (vload4(0, V + ((item_x * 144) + 88)) + vload4(0, V + ((item_x * 144) + 112))));
  }
  if (item_x < 24) {
    P_local[10] = ((vload4(0, V + ((item_x * 144) + 40)) - vload4(0, V + ((item_x * 144) + 64))) + ((2.000000e+00f) * (vload4(0, V + ((item_x * 144) + 88)) - vload4(0, V + ((item_x * 144) + 112)))));
  }
  if (item_x < 24) {
    P_local[16] = ((vload4(0, V + ((item_x * 144) + 40)) + vload4(0, V + ((item_x * 144) + 64))) + ((4.000000e+00f) * (vload4(0, V + ((item_x * 144) + 88)) + vload4(0, V + ((item_x * 144) + 112)))));
  }
  if (item_x < 24) {
    P_local[22] = (((vload4(0, V + ((item_x * 144) + 40)) - vload4(0, V + ((item_x * 144) + 64))) + ((8.000000e+00f) * (vload4(0, V + ((item_x * 144) + 88)) - vload4(0, V + ((item_x * 144) + 112))))) + vload4(0, V + ((item_x * 144) + 136)));
  }
  if (item_x < 24) {
    P_local[5] = ((vload4(0, V + ((item_x * 144) + 20)) + (vload4(0, V + ((item_x * 144) + 44)) + vload4(0, V + ((item_x * 144) + 68)))) + (vload4(0, V + ((item_x * 144) + 92)) + vload4(0, V + ((item_x * 144) + 116))));
  }
  if (item_x < 24) {
    P_local[11] = ((vload4(0, V + ((item_x * 144) + 44)) - vload4(0, V + ((item_x * 144) + 68))) + ((2.000000e+00f) * (vload4(0, V + ((item_x * 144) + 92)) - vload4(0, V + ((item_x * 144) + 116)))));
  }
  if (item_x < 24) {
    P_local[17] = ((vload4(0, V + ((item_x * 144) + 44)) + vload4(0, V + ((item_x * 144) + 68))) + ((4.000000e+00f) * (vload4(0, V + ((item_x * 144) + 92)) + vload4(0, V + ((item_x * 144) + 116)))));
  }
  if (item_x < 24) {
    P_local[23] = (((vload4(0, V + ((item_x * 144) + 44)) - vload4(0, V + ((item_x * 144) + 68))) + ((8.000000e+00f) * (vload4(0, V + ((item_x * 144) + 92)) - vload4(0, V + ((item_x * 144) + 116))))) + vload4(0, V + ((item_x * 144) + 140)));
  }
  int common_67 = ((item_x / 3) * 4);
  if (item_x < 24) {
    if (((group_y * 4) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__68 = max((((P_local[0] + (P_local[1] + P_local[2])) + (P_local[3] + P_local[4])) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)(((group_x * 12) + ((item_x % 3) * 4)), (group_y * 4), (item_x / 3), 0), as_float4(v__68));
    }
  }
  if (item_x < 24) {
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 1) < W)) {
      float4 v__69 = max((((P_local[1] - P_local[2]) + ((2.000000e+00f) * (P_local[3] - P_local[4]))) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), (group_y * 4), (item_x / 3), 0), as_float4(v__69));
    }
  }
  if (item_x < 24) {
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) < W)) {
      float4 v__70 = max((((P_local[1] + P_local[2]) + ((4.000000e+00f) * (P_local[3] + P_local[4]))) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), (group_y * 4), (item_x / 3), 0), as_float4(v__70));
    }
  }
  if (item_x < 24) {
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) < W)) {
      float4 v__71 = max(((((P_local[1] - P_local[2]) + ((8.000000e+00f) * (P_local[3] - P_local[4]))) + P_local[5]) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), (group_y * 4), (item_x / 3), 0), as_float4(v__71));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 1) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__72 = max((((P_local[6] + (P_local[7] + P_local[8])) + (P_local[9] + P_local[10])) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)(((group_x * 12) + ((item_x % 3) * 4)), ((group_y * 4) + 1), (item_x / 3), 0), as_float4(v__72));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 1) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 1) < W)) {
      float4 v__73 = max((((P_local[7] - P_local[8]) + ((2.000000e+00f) * (P_local[9] - P_local[10]))) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), ((group_y * 4) + 1), (item_x / 3), 0), as_float4(v__73));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 1) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) < W)) {
      float4 v__74 = max((((P_local[7] + P_local[8]) + ((4.000000e+00f) * (P_local[9] + P_local[10]))) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), ((group_y * 4) + 1), (item_x / 3), 0), as_float4(v__74));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 1) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) < W)) {
      float4 v__75 = max(((((P_local[7] - P_local[8]) + ((8.000000e+00f) * (P_local[9] - P_local[10]))) + P_local[11]) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), ((group_y * 4) + 1), (item_x / 3), 0), as_float4(v__75));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 2) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__76 = max((((P_local[12] + (P_local[13] + P_local[14])) + (P_local[15] + P_local[16])) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)(((group_x * 12) + ((item_x % 3) * 4)), ((group_y * 4) + 2), (item_x / 3), 0), as_float4(v__76));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 2) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 1) < W)) {
      float4 v__77 = max((((P_local[13] - P_local[14]) + ((2.000000e+00f) * (P_local[15] - P_local[16]))) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), ((group_y * 4) + 2), (item_x / 3), 0), as_float4(v__77));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 2) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) < W)) {
      float4 v__78 = max((((P_local[13] + P_local[14]) + ((4.000000e+00f) * (P_local[15] + P_local[16]))) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), ((group_y * 4) + 2), (item_x / 3), 0), as_float4(v__78));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 2) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) < W)) {
      float4 v__79 = max(((((P_local[13] - P_local[14]) + ((8.000000e+00f) * (P_local[15] - P_local[16]))) + P_local[17]) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), ((group_y * 4) + 2), (item_x / 3), 0), as_float4(v__79));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 3) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      float4 v__80 = max((((P_local[18] + (P_local[19] + P_local[20])) + (P_local[21] + P_local[22])) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)(((group_x * 12) + ((item_x % 3) * 4)), ((group_y * 4) + 3), (item_x / 3), 0), as_float4(v__80));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 3) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 1) < W)) {
      float4 v__81 = max((((P_local[19] - P_local[20]) + ((2.000000e+00f) * (P_local[21] - P_local[22]))) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 1), ((group_y * 4) + 3), (item_x / 3), 0), as_float4(v__81));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 3) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) < W)) {
      float4 v__82 = max((((P_local[19] + P_local[20]) + ((4.000000e+00f) * (P_local[21] + P_local[22]))) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 2), ((group_y * 4) + 3), (item_x / 3), 0), as_float4(v__82));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 3) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) < W)) {
      float4 v__83 = max(((((P_local[19] - P_local[20]) + ((8.000000e+00f) * (P_local[21] - P_local[22]))) + P_local[23]) + vload4(0, b + ((item_x / 3) * 4))), 0);
      write_imagef(y, (int4)((((group_x * 12) + ((item_x % 3) * 4)) + 3), ((group_y * 4) + 3), (item_x / 3), 0), as_float4(v__83));
    }
  }
}
