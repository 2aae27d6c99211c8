__kernel void kernel_kernel(__global float* restrict b, __global float* restrict u, __global float* restrict x, __global float* restrict y, long H, long W) {
  float4 D_local[36];
  float4 Z_local[36];
  __local float V[3456];
  float4 M_local[24];
  float4 u_local[32];
  float4 P_local[24];
  long common_0 = (group_y * 4);
  long common_1 = item_x;
  long common_2 = (item_x % 3);
  long common_3 = ((group_x * 12) + ((item_x % 3) * 4));
  long common_4 = ((group_x * 48) + ((item_x % 3) * 16));
  long common_5 = ((group_y * 4) + ((item_x / 3) * H));
  long common_6 = (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) - 1) * W) * 4));
  if (item_x < 24) {
    float4 condval;
    if ((((1 <= group_y) && ((group_y * 4) <= H)) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      condval = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) - 1) * W) * 4)) - 4));
    } else {
      condval = 0;
    }
    D_local[0] = condval;
  }
  if (item_x < 24) {
    float4 condval_1;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      condval_1 = vload4(0, x + (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) - 1) * W) * 4)));
    } else {
      condval_1 = 0;
    }
    D_local[1] = condval_1;
  }
  long common_7 = (((group_x * 12) + ((item_x % 3) * 4)) + 2);
  if (item_x < 24) {
    float4 condval_2;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      condval_2 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) - 1) * W) * 4)) + 4));
    } else {
      condval_2 = 0;
    }
    D_local[2] = condval_2;
  }
  long common_8 = (((group_x * 12) + ((item_x % 3) * 4)) + 3);
  if (item_x < 24) {
    float4 condval_3;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      condval_3 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) - 1) * W) * 4)) + 8));
    } else {
      condval_3 = 0;
    }
    D_local[3] = condval_3;
  }
  long common_9 = (((group_x * 12) + ((item_x % 3) * 4)) + 4);
  if (item_x < 24) {
    float4 condval_4;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      condval_4 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) - 1) * W) * 4)) + 12));
    } else {
      condval_4 = 0;
    }
    D_local[4] = condval_4;
  }
  long common_10 = (((group_x * 12) + ((item_x % 3) * 4)) + 5);
  if (item_x < 24) {
    float4 condval_5;
    if (((1 <= group_y) && ((group_y * 4) <= H)) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      condval_5 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) - 1) * W) * 4)) + 16));
    } else {
      condval_5 = 0;
    }
    D_local[5] = condval_5;
  }
  long common_11 = (((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4));
  if (item_x < 24) {
    float4 condval_6;
    if ((((group_y * 4) < H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      condval_6 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) - 4));
    } else {
      condval_6 = 0;
    }
    D_local[6] = condval_6;
  }
  if (item_x < 24) {
    float4 condval_7;
    if (((group_y * 4) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      condval_7 = vload4(0, x + (((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)));
    } else {
      condval_7 = 0;
    }
    D_local[7] = condval_7;
  }
  long common_12 = ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 4);
  if (item_x < 24) {
    float4 condval_8;
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      condval_8 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 4));
    } else {
      condval_8 = 0;
    }
    D_local[8] = condval_8;
  }
  long common_13 = ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 8);
  if (item_x < 24) {
    float4 condval_9;
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      condval_9 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 8));
    } else {
      condval_9 = 0;
    }
    D_local[9] = condval_9;
  }
  long common_14 = ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 12);
  if (item_x < 24) {
    float4 condval_10;
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      condval_10 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 12));
    } else {
      condval_10 = 0;
    }
    D_local[10] = condval_10;
  }
  if (item_x < 24) {
    float4 condval_11;
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      condval_11 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 16));
    } else {
      condval_11 = 0;
    }
    D_local[11] = condval_11;
  }
  long common_15 = ((group_y * 4) + 2);
  long common_16 = (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4));
  if (item_x < 24) {
    float4 condval_12;
    if (((((group_y * 4) + 2) <= H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      condval_12 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) - 4));
    } else {
      condval_12 = 0;
    }
    D_local[12] = condval_12;
  }
  if (item_x < 24) {
    float4 condval_13;
    if ((((group_y * 4) + 2) <= H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      condval_13 = vload4(0, x + (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)));
    } else {
      condval_13 = 0;
    }
    D_local[13] = condval_13;
  }
  long common_17 = ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 4);
  if (item_x < 24) {
    float4 condval_14;
    if ((((group_y * 4) + 2) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      condval_14 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 4));
    } else {
      condval_14 = 0;
    }
    D_local[14] = condval_14;
  }
  long common_18 = ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 8);
  if (item_x < 24) {
    float4 condval_15;
    if ((((group_y * 4) + 2) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      condval_15 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 8));
    } else {
      condval_15 = 0;
    }
    D_local[15] = condval_15;
  }
  long common_19 = ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 12);
  if (item_x < 24) {
    float4 condval_16;
    if ((((group_y * 4) + 2) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      condval_16 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 12));
    } else {
      condval_16 = 0;
    }
    D_local[16] = condval_16;
  }
  if (item_x < 24) {
    float4 condval_17;
    if ((((group_y * 4) + 2) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      condval_17 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 16));
    } else {
      condval_17 = 0;
    }
    D_local[17] = condval_17;
  }
  long common_20 = ((group_y * 4) + 3);
  long common_21 = (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4));
  if (item_x < 24) {
    float4 condval_18;
    if (((((group_y * 4) + 3) <= H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      condval_18 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) - 4));
    } else {
      condval_18 = 0;
    }
    D_local[18] = condval_18;
  }
  if (item_x < 24) {
    float4 condval_19;
    if ((((group_y * 4) + 3) <= H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      condval_19 = vload4(0, x + (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)));
    } else {
      condval_19 = 0;
    }
    D_local[19] = condval_19;
  }
  long common_22 = ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 4);
  if (item_x < 24) {
    float4 condval_20;
    if ((((group_y * 4) + 3) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      condval_20 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 4));
    } else {
      condval_20 = 0;
    }
    D_local[20] = condval_20;
  }
  long common_23 = ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 8);
  if (item_x < 24) {
    float4 condval_21;
    if ((((group_y * 4) + 3) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      condval_21 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 8));
    } else {
      condval_21 = 0;
    }
    D_local[21] = condval_21;
  }
  long common_24 = ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 12);
  if (item_x < 24) {
    float4 condval_22;
    if ((((group_y * 4) + 3) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      condval_22 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 12));
    } else {
      condval_22 = 0;
    }
    D_local[22] = condval_22;
  }
  if (item_x < 24) {
    float4 condval_23;
    if ((((group_y * 4) + 3) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      condval_23 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 16));
    } else {
      condval_23 = 0;
    }
    D_local[23] = condval_23;
  }
  long common_25 = ((group_y * 4) + 4);
  long common_26 = (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4));
  if (item_x < 24) {
    float4 condval_24;
    if (((((group_y * 4) + 4) <= H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      condval_24 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) - 4));
    } else {
      condval_24 = 0;
    }
    D_local[24] = condval_24;
  }
  if (item_x < 24) {
    float4 condval_25;
    if ((((group_y * 4) + 4) <= H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      condval_25 = vload4(0, x + (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)));
    } else {
      condval_25 = 0;
    }
    D_local[25] = condval_25;
  }
  long common_27 = ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 4);
  if (item_x < 24) {
    float4 condval_26;
    if ((((group_y * 4) + 4) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      condval_26 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 4));
    } else {
      condval_26 = 0;
    }
    D_local[26] = condval_26;
  }
  long common_28 = ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 8);
  if (item_x < 24) {
    float4 condval_27;
    if ((((group_y * 4) + 4) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      condval_27 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 8));
    } else {
      condval_27 = 0;
    }
    D_local[27] = condval_27;
  }
  long common_29 = ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 12);
  if (item_x < 24) {
    float4 condval_28;
    if ((((group_y * 4) + 4) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      condval_28 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 12));
    } else {
      condval_28 = 0;
    }
    D_local[28] = condval_28;
  }
  if (item_x < 24) {
    float4 condval_29;
    if ((((group_y * 4) + 4) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      condval_29 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 16));
    } else {
      condval_29 = 0;
    }
    D_local[29] = condval_29;
  }
  long common_30 = ((group_y * 4) + 5);
  long common_31 = (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 4) * W) * 4));
  if (item_x < 24) {
    float4 condval_30;
    if (((((group_y * 4) + 5) <= H) && (1 < ((group_x * 12) + ((item_x % 3) * 4)))) && (((group_x * 12) + ((item_x % 3) * 4)) <= W)) {
      condval_30 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 4) * W) * 4)) - 4));
    } else {
      condval_30 = 0;
    }
    D_local[30] = condval_30;
  }
  if (item_x < 24) {
    float4 condval_31;
    if ((((group_y * 4) + 5) <= H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      condval_31 = vload4(0, x + (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 4) * W) * 4)));
    } else {
      condval_31 = 0;
    }
    D_local[31] = condval_31;
  }
  if (item_x < 24) {
    float4 condval_32;
    if ((((group_y * 4) + 5) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) <= W)) {
      condval_32 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 4) * W) * 4)) + 4));
    } else {
      condval_32 = 0;
    }
    D_local[32] = condval_32;
  }
  if (item_x < 24) {
    float4 condval_33;
    if ((((group_y * 4) + 5) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) <= W)) {
      condval_33 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 4) * W) * 4)) + 8));
    } else {
      condval_33 = 0;
    }
    D_local[33] = condval_33;
  }
  if (item_x < 24) {
    float4 condval_34;
    if ((((group_y * 4) + 5) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 4) <= W)) {
      condval_34 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 4) * W) * 4)) + 12));
    } else {
      condval_34 = 0;
    }
    D_local[34] = condval_34;
  }
  if (item_x < 24) {
    float4 condval_35;
    if ((((group_y * 4) + 5) <= H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 5) <= W)) {
      condval_35 = vload4(0, x + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 4) * W) * 4)) + 16));
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
  int common_32 = (item_x * 144);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[0]) + (Z_local[4] - ((5.000000e+00f) * Z_local[2]))), 0, V + (item_x * 144));
  }
  int common_33 = ((item_x * 144) + 4);
  if (item_x < 24) {
    vstore4(((Z_local[4] - ((4.000000e+00f) * Z_local[2])) + (Z_local[3] - ((4.000000e+00f) * Z_local[1]))), 0, V + ((item_x * 144) + 4));
  }
  int common_34 = ((item_x * 144) + 8);
  if (item_x < 24) {
    vstore4(((Z_local[4] - ((4.000000e+00f) * Z_local[2])) - (Z_local[3] - ((4.000000e+00f) * Z_local[1]))), 0, V + ((item_x * 144) + 8));
  }
  int common_35 = ((item_x * 144) + 12);
  if (item_x < 24) {
    vstore4(((Z_local[4] - Z_local[2]) + ((2.000000e+00f) * (Z_local[3] - Z_local[1]))), 0, V + ((item_x * 144) + 12));
  }
  int common_36 = ((item_x * 144) + 16);
  if (item_x < 24) {
    vstore4(((Z_local[4] - Z_local[2]) - ((2.000000e+00f) * (Z_local[3] - Z_local[1]))), 0, V + ((item_x * 144) + 16));
  }
  int common_37 = ((item_x * 144) + 20);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[1]) + (Z_local[5] - ((5.000000e+00f) * Z_local[3]))), 0, V + ((item_x * 144) + 20));
  }
  int common_38 = ((item_x * 144) + 24);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[6]) + (Z_local[10] - ((5.000000e+00f) * Z_local[8]))), 0, V + ((item_x * 144) + 24));
  }
  int common_39 = ((item_x * 144) + 28);
  if (item_x < 24) {
    vstore4(((Z_local[10] - ((4.000000e+00f) * Z_local[8])) + (Z_local[9] - ((4.000000e+00f) * Z_local[7]))), 0, V + ((item_x * 144) + 28));
  }
  int common_40 = ((item_x * 144) + 32);
  if (item_x < 24) {
    vstore4(((Z_local[10] - ((4.000000e+00f) * Z_local[8])) - (Z_local[9] - ((4.000000e+00f) * Z_local[7]))), 0, V + ((item_x * 144) + 32));
  }
  int common_41 = ((item_x * 144) + 36);
  if (item_x < 24) {
    vstore4(((Z_local[10] - Z_local[8]) + ((2.000000e+00f) * (Z_local[9] - Z_local[7]))), 0, V + ((item_x * 144) + 36));
  }
  int common_42 = ((item_x * 144) + 40);
  if (item_x < 24) {
    vstore4(((Z_local[10] - Z_local[8]) - ((2.000000e+00f) * (Z_local[9] - Z_local[7]))), 0, V + ((item_x * 144) + 40));
  }
  int common_43 = ((item_x * 144) + 44);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[7]) + (Z_local[11] - ((5.000000e+00f) * Z_local[9]))), 0, V + ((item_x * 144) + 44));
  }
  int common_44 = ((item_x * 144) + 48);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[12]) + (Z_local[16] - ((5.000000e+00f) * Z_local[14]))), 0, V + ((item_x * 144) + 48));
  }
  int common_45 = ((item_x * 144) + 52);
  if (item_x < 24) {
    vstore4(((Z_local[16] - ((4.000000e+00f) * Z_local[14])) + (Z_local[15] - ((4.000000e+00f) * Z_local[13]))), 0, V + ((item_x * 144) + 52));
  }
  int common_46 = ((item_x * 144) + 56);
  if (item_x < 24) {
    vstore4(((Z_local[16] - ((4.000000e+00f) * Z_local[14])) - (Z_local[15] - ((4.000000e+00f) * Z_local[13]))), 0, V + ((item_x * 144) + 56));
  }
  int common_47 = ((item_x * 144) + 60);
  if (item_x < 24) {
    vstore4(((Z_local[16] - Z_local[14]) + ((2.000000e+00f) * (Z_local[15] - Z_local[13]))), 0, V + ((item_x * 144) + 60));
  }
  int common_48 = ((item_x * 144) + 64);
  if (item_x < 24) {
    vstore4(((Z_local[16] - Z_local[14]) - ((2.000000e+00f) * (Z_local[15] - Z_local[13]))), 0, V + ((item_x * 144) + 64));
  }
  int common_49 = ((item_x * 144) + 68);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[13]) + (Z_local[17] - ((5.000000e+00f) * Z_local[15]))), 0, V + ((item_x * 144) + 68));
  }
  int common_50 = ((item_x * 144) + 72);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[18]) + (Z_local[22] - ((5.000000e+00f) * Z_local[20]))), 0, V + ((item_x * 144) + 72));
  }
  int common_51 = ((item_x * 144) + 76);
  if (item_x < 24) {
    vstore4(((Z_local[22] - ((4.000000e+00f) * Z_local[20])) + (Z_local[21] - ((4.000000e+00f) * Z_local[19]))), 0, V + ((item_x * 144) + 76));
  }
  int common_52 = ((item_x * 144) + 80);
  if (item_x < 24) {
    vstore4(((Z_local[22] - ((4.000000e+00f) * Z_local[20])) - (Z_local[21] - ((4.000000e+00f) * Z_local[19]))), 0, V + ((item_x * 144) + 80));
  }
  int common_53 = ((item_x * 144) + 84);
  if (item_x < 24) {
    vstore4(((Z_local[22] - Z_local[20]) + ((2.000000e+00f) * (Z_local[21] - Z_local[19]))), 0, V + ((item_x * 144) + 84));
  }
  int common_54 = ((item_x * 144) + 88);
  if (item_x < 24) {
    vstore4(((Z_local[22] - Z_local[20]) - ((2.000000e+00f) * (Z_local[21] - Z_local[19]))), 0, V + ((item_x * 144) + 88));
  }
  int common_55 = ((item_x * 144) + 92);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[19]) + (Z_local[23] - ((5.000000e+00f) * Z_local[21]))), 0, V + ((item_x * 144) + 92));
  }
  int common_56 = ((item_x * 144) + 96);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[24]) + (Z_local[28] - ((5.000000e+00f) * Z_local[26]))), 0, V + ((item_x * 144) + 96));
  }
  int common_57 = ((item_x * 144) + 100);
  if (item_x < 24) {
    vstore4(((Z_local[28] - ((4.000000e+00f) * Z_local[26])) + (Z_local[27] - ((4.000000e+00f) * Z_local[25]))), 0, V + ((item_x * 144) + 100));
  }
  int common_58 = ((item_x * 144) + 104);
  if (item_x < 24) {
    vstore4(((Z_local[28] - ((4.000000e+00f) * Z_local[26])) - (Z_local[27] - ((4.000000e+00f) * Z_local[25]))), 0, V + ((item_x * 144) + 104));
  }
  int common_59 = ((item_x * 144) + 108);
  if (item_x < 24) {
    vstore4(((Z_local[28] - Z_local[26]) + ((2.000000e+00f) * (Z_local[27] - Z_local[25]))), 0, V + ((item_x * 144) + 108));
  }
  int common_60 = ((item_x * 144) + 112);
  if (item_x < 24) {
    vstore4(((Z_local[28] - Z_local[26]) - ((2.000000e+00f) * (Z_local[27] - Z_local[25]))), 0, V + ((item_x * 144) + 112));
  }
  int common_61 = ((item_x * 144) + 116);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[25]) + (Z_local[29] - ((5.000000e+00f) * Z_local[27]))), 0, V + ((item_x * 144) + 116));
  }
  int common_62 = ((item_x * 144) + 120);
  if (item_x < 24) {
    vstore4((((4.000000e+00f) * Z_local[30]) + (Z_local[34] - ((5.000000e+00f) * Z_local[32]))), 0, V + ((item_x * 144) + 120));
  }
  int common_63 = ((item_x * 144) + 124);
  if (item_x < 24) {
    vstore4(((Z_local[34] - ((4.000000e+00f) * Z_local[32])) + (Z_local[33] - ((4.000000e+00f) * Z_local[31]))), 0, V + ((item_x * 144) + 124));
  }
  int common_64 = ((item_x * 144) + 128);
  if (item_x < 24) {
    vstore4(((Z_local[34] - ((4.000000e+00f) * Z_local[32])) - (Z_local[33] - ((4.000000e+00f) * Z_local[31]))), 0, V + ((item_x * 144) + 128));
  }
  int common_65 = ((item_x * 144) + 132);
  if (item_x < 24) {
    vstore4(((Z_local[34] - Z_local[32]) + ((2.000000e+00f) * (Z_local[33] - Z_local[31]))), 0, V + ((item_x * 144) + 132));
  }
  int common_66 = ((item_x * 144) + 136);
  if (item_x < 24) {
    vstore4(((Z_local[34] - Z_local[32]) - ((2.000000e+00f) * (Z_local[33] - Z_local[31]))), 0, V + ((item_x * 144) + 136));
  }
  int common_67 = ((item_x * 144) + 140);
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
  int common_68 = (item_x * 4);
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int loop_0 = 0; loop_0 < 8; ++loop_0) {
    int common_69 = ((loop_0 * 576) + (item_x * 4));
    u_local[0] = vload4(0, u + ((loop_0 * 576) + (item_x * 4)));
    u_local[1] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 144));
    u_local[2] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 288));
    u_local[3] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 432));
    u_local[4] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 4608));
    u_local[5] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 4752));
    u_local[6] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 4896));
    u_local[7] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 5040));
    u_local[8] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 9216));
    u_local[9] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 9360));
    u_local[10] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 9504));
    u_local[11] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 9648));
    u_local[12] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 13824));
    u_local[13] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 13968));
    u_local[14] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 14112));
    u_local[15] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 14256));
    u_local[16] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 18432));
    u_local[17] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 18576));
    u_local[18] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 18720));
    u_local[19] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 18864));
    u_local[20] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 23040));
    u_local[21] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 23184));
    u_local[22] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 23328));
    u_local[23] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 23472));
    u_local[24] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 27648));
    u_local[25] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 27792));
    u_local[26] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 27936));
    u_local[27] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 28080));
    u_local[28] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 32256));
    u_local[29] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 32400));
    u_local[30] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 32544));
    u_local[31] = vload4(0, u + (((loop_0 * 576) + (item_x * 4)) + 32688));
    int common_70 = ((loop_0 * 432) + (item_x * 4));
    M_local[0] = (M_local[0] + (((float4)(V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))], V[((loop_0 * 432) + (item_x * 4))])) * u_local[0]));
    int common_71 = (((loop_0 * 432) + (item_x * 4)) + 144);
    M_local[1] = (M_local[1] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)], V[(((loop_0 * 432) + (item_x * 4)) + 144)])) * u_local[0]));
    int common_72 = (((loop_0 * 432) + (item_x * 4)) + 288);
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
    int common_73 = (((loop_0 * 432) + (item_x * 4)) + 1);
    M_local[0] = (M_local[0] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)], V[(((loop_0 * 432) + (item_x * 4)) + 1)])) * u_local[1]));
    int common_74 = (((loop_0 * 432) + (item_x * 4)) + 145);
    M_local[1] = (M_local[1] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)], V[(((loop_0 * 432) + (item_x * 4)) + 145)])) * u_local[1]));
    int common_75 = (((loop_0 * 432) + (item_x * 4)) + 289);
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
    int common_76 = (((loop_0 * 432) + (item_x * 4)) + 2);
    M_local[0] = (M_local[0] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)], V[(((loop_0 * 432) + (item_x * 4)) + 2)])) * u_local[2]));
    int common_77 = (((loop_0 * 432) + (item_x * 4)) + 146);
    M_local[1] = (M_local[1] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)], V[(((loop_0 * 432) + (item_x * 4)) + 146)])) * u_local[2]));
    int common_78 = (((loop_0 * 432) + (item_x * 4)) + 290);
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
    int common_79 = (((loop_0 * 432) + (item_x * 4)) + 3);
    M_local[0] = (M_local[0] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)], V[(((loop_0 * 432) + (item_x * 4)) + 3)])) * u_local[3]));
    int common_80 = (((loop_0 * 432) + (item_x * 4)) + 147);
    M_local[1] = (M_local[1] + (((float4)(V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)], V[(((loop_0 * 432) + (item_x * 4)) + 147)])) * u_local[3]));
    int common_81 = (((loop_0 * 432) + (item_x * 4)) + 291);
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
  int common_82 = ((item_x / 3) * 4);
  if (item_x < 24) {
    if (((group_y * 4) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      vstore4(max((((P_local[0] + (P_local[1] + P_local[2])) + (P_local[3] + P_local[4])) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + (((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)));
    }
  }
  long common_83 = (((group_x * 12) + ((item_x % 3) * 4)) + 1);
  if (item_x < 24) {
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 1) < W)) {
      vstore4(max((((P_local[1] - P_local[2]) + ((2.000000e+00f) * (P_local[3] - P_local[4]))) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 4));
    }
  }
  if (item_x < 24) {
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) < W)) {
      vstore4(max((((P_local[1] + P_local[2]) + ((4.000000e+00f) * (P_local[3] + P_local[4]))) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 8));
    }
  }
  if (item_x < 24) {
    if (((group_y * 4) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) < W)) {
      vstore4(max(((((P_local[1] - P_local[2]) + ((8.000000e+00f) * (P_local[3] - P_local[4]))) + P_local[5]) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + ((((group_y * 4) + ((item_x / 3) * H)) * W) * 4)) + 12));
    }
  }
  long common_84 = ((group_y * 4) + 1);
  if (item_x < 24) {
    if ((((group_y * 4) + 1) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      vstore4(max((((P_local[6] + (P_local[7] + P_local[8])) + (P_local[9] + P_local[10])) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 1) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 1) < W)) {
      vstore4(max((((P_local[7] - P_local[8]) + ((2.000000e+00f) * (P_local[9] - P_local[10]))) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 4));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 1) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) < W)) {
      vstore4(max((((P_local[7] + P_local[8]) + ((4.000000e+00f) * (P_local[9] + P_local[10]))) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 8));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 1) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) < W)) {
      vstore4(max(((((P_local[7] - P_local[8]) + ((8.000000e+00f) * (P_local[9] - P_local[10]))) + P_local[11]) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 1) * W) * 4)) + 12));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 2) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      vstore4(max((((P_local[12] + (P_local[13] + P_local[14])) + (P_local[15] + P_local[16])) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 2) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 1) < W)) {
      vstore4(max((((P_local[13] - P_local[14]) + ((2.000000e+00f) * (P_local[15] - P_local[16]))) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 4));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 2) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) < W)) {
      vstore4(max((((P_local[13] + P_local[14]) + ((4.000000e+00f) * (P_local[15] + P_local[16]))) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 8));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 2) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) < W)) {
      vstore4(max(((((P_local[13] - P_local[14]) + ((8.000000e+00f) * (P_local[15] - P_local[16]))) + P_local[17]) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 2) * W) * 4)) + 12));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 3) < H) && (((group_x * 12) + ((item_x % 3) * 4)) < W)) {
      vstore4(max((((P_local[18] + (P_local[19] + P_local[20])) + (P_local[21] + P_local[22])) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + (((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 3) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 1) < W)) {
      vstore4(max((((P_local[19] - P_local[20]) + ((2.000000e+00f) * (P_local[21] - P_local[22]))) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 4));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 3) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 2) < W)) {
      vstore4(max((((P_local[19] + P_local[20]) + ((4.000000e+00f) * (P_local[21] + P_local[22]))) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 8));
    }
  }
  if (item_x < 24) {
    if ((((group_y * 4) + 3) < H) && ((((group_x * 12) + ((item_x % 3) * 4)) + 3) < W)) {
      vstore4(max(((((P_local[19] - P_local[20]) + ((8.000000e+00f) * (P_local[21] - P_local[22]))) + P_local[23]) + vload4(0, b + ((item_x / 3) * 4))), 0), 0, y + ((((group_x * 48) + ((item_x % 3) * 16)) + (((((group_y * 4) + ((item_x / 3) * H)) + 3) * W) * 4)) + 12));
    }
  }
}
