__kernel void kernel_kernel(__global float* restrict b1, __global float* restrict b2, __global float* restrict w1, __global float* restrict w2, __global float* restrict x, __global float* restrict y, long H, long W) {
  float4 A2_local[16];
  float4 A_local[12];
  float P_local[32];
  float4 U_local[8];
  __local float4 M[768];
  float P2_local[24];
  float4 U2_local[16];
  A2_local[0] = 0;
  A2_local[1] = 0;
  A2_local[2] = 0;
  A2_local[3] = 0;
  A2_local[4] = 0;
  A2_local[5] = 0;
  A2_local[6] = 0;
  A2_local[7] = 0;
  A2_local[8] = 0;
  A2_local[9] = 0;
  A2_local[10] = 0;
  A2_local[11] = 0;
  A2_local[12] = 0;
  A2_local[13] = 0;
  A2_local[14] = 0;
  A2_local[15] = 0;
  long common_0 = item_x;
  long common_1 = (group_y * 8);
  long common_2 = (group_x * 16);
  long common_3 = (group_x * 64);
  int common_4 = (item_x >> 5);
  long common_5 = (item_x & 31);
  for (int loop_0 = 0; loop_0 < 4; ++loop_0) {
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
    long common_6 = ((item_x & 31) / 3);
    long common_7 = ((item_x & 31) % 3);
    long common_8 = ((group_y * 8) + ((item_x & 31) / 3));
    long common_9 = ((group_x * 16) + (((item_x & 31) % 3) * 6));
    long common_10 = (((group_x * 16) + (((item_x & 31) % 3) * 6)) + 2);
    long common_11 = (((group_x * 16) + (((item_x & 31) % 3) * 6)) + 3);
    long common_12 = (((group_x * 16) + (((item_x & 31) % 3) * 6)) + 4);
    long common_13 = (((group_x * 16) + (((item_x & 31) % 3) * 6)) + 5);
    for (int loop_1 = 0; loop_1 < 8; ++loop_1) {
      for (int loop_2 = 0; loop_2 < 3; ++loop_2) {
        long common_14 = loop_2;
        long common_15 = (H + 2);
        long common_16 = (((group_y * 8) + ((item_x & 31) / 3)) + loop_2);
        long common_17 = ((group_x * 8) + (((item_x & 31) % 3) * 3));
        long common_18 = ((group_y * 4) + ((((item_x & 31) / 3) + loop_2) >> 1));
        long common_19 = (((group_x * 64) + (((item_x & 31) % 3) * 24)) + (((((((group_y * 8) + ((item_x & 31) / 3)) + (loop_1 * H)) + loop_2) - 2) * W) * 4));
        float4 condval;
        if ((((1 <= ((group_y * 4) + ((((item_x & 31) / 3) + loop_2) >> 1))) && ((((group_y * 8) + ((item_x & 31) / 3)) + loop_2) < (H + 2))) && (1 <= ((group_x * 8) + (((item_x & 31) % 3) * 3)))) && (((group_x * 16) + (((item_x & 31) % 3) * 6)) < (W + 2))) {
          condval = vload4(0, x + ((((group_x * 64) + (((item_x & 31) % 3) * 24)) + (((((((group_y * 8) + ((item_x & 31) / 3)) + (loop_1 * H)) + loop_2) - 2) * W) * 4)) - 8));
        } else {
          condval = 0;
        }
        vstore4(condval, 0, P_local + 0);
        float4 condval_1;
        if ((((1 <= ((group_y * 4) + ((((item_x & 31) / 3) + loop_2) >> 1))) && ((((group_y * 8) + ((item_x & 31) / 3)) + loop_2) < (H + 2))) && (1 <= ((group_x * 8) + (((item_x & 31) % 3) * 3)))) && (((group_x * 16) + (((item_x & 31) % 3) * 6)) <= W)) {
          condval_1 = vload4(0, x + ((((group_x * 64) + (((item_x & 31) % 3) * 24)) + (((((((group_y * 8) + ((item_x & 31) / 3)) + (loop_1 * H)) + loop_2) - 2) * W) * 4)) - 4));
        } else {
          condval_1 = 0;
        }
        vstore4(condval_1, 0, P_local + 4);
        float4 condval_2;
        if (((1 <= ((group_y * 4) + ((((item_x & 31) / 3) + loop_2) >> 1))) && ((((group_y * 8) + ((item_x & 31) / 3)) + loop_2) < (H + 2))) && (((group_x * 16) + (((item_x & 31) % 3) * 6)) < W)) {
          condval_2 = vload4(0, x + (((group_x * 64) + (((item_x & 31) % 3) * 24)) + (((((((group_y * 8) + ((item_x & 31) / 3)) + (loop_1 * H)) + loop_2) - 2) * W) * 4)));
        } else {
          condval_2 = 0;
        }
        vstore4(condval_2, 0, P_local + 8);
        float4 condval_3;
        if (((1 <= ((group_y * 4) + ((((item_x & 31) / 3) + loop_2) >> 1))) && ((((group_y * 8) + ((item_x & 31) / 3)) + loop_2) < (H + 2))) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 1) < W)) {
          condval_3 = vload4(0, x + ((((group_x * 64) + (((item_x & 31) % 3) * 24)) + (((((((group_y * 8) + ((item_x & 31) / 3)) + (loop_1 * H)) + loop_2) - 2) * W) * 4)) + 4));
        } else {
          condval_3 = 0;
        }
        vstore4(condval_3, 0, P_local + 12);
        float4 condval_4;
        if (((1 <= ((group_y * 4) + ((((item_x & 31) / 3) + loop_2) >> 1))) && ((((group_y * 8) + ((item_x & 31) / 3)) + loop_2) < (H + 2))) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 2) < W)) {
          condval_4 = vload4(0, x + ((((group_x * 64) + (((item_x & 31) % 3) * 24)) + (((((((group_y * 8) + ((item_x & 31) / 3)) + (loop_1 * H)) + loop_2) - 2) * W) * 4)) + 8));
        } else {
          condval_4 = 0;
        }
        vstore4(condval_4, 0, P_local + 16);
        float4 condval_5;
        if (((1 <= ((group_y * 4) + ((((item_x & 31) / 3) + loop_2) >> 1))) && ((((group_y * 8) + ((item_x & 31) / 3)) + loop_2) < (H + 2))) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 3) < W)) {
          condval_5 = vload4(0, x + ((((group_x * 64) + (((item_x & 31) % 3) * 24)) + (((((((group_y * 8) + ((item_x & 31) / 3)) + (loop_1 * H)) + loop_2) - 2) * W) * 4)) + 12));
        } else {
          condval_5 = 0;
        }
        vstore4(condval_5, 0, P_local + 20);
        float4 condval_6;
        if (((1 <= ((group_y * 4) + ((((item_x & 31) / 3) + loop_2) >> 1))) && ((((group_y * 8) + ((item_x & 31) / 3)) + loop_2) < (H + 2))) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 4) < W)) {
          condval_6 = vload4(0, x + ((((group_x * 64) + (((item_x & 31) % 3) * 24)) + (((((((group_y * 8) + ((item_x & 31) / 3)) + (loop_1 * H)) + loop_2) - 2) * W) * 4)) + 16));
        } else {
          condval_6 = 0;
        }
        vstore4(condval_6, 0, P_local + 24);
        float4 condval_7;
        if (((1 <= ((group_y * 4) + ((((item_x & 31) / 3) + loop_2) >> 1))) && ((((group_y * 8) + ((item_x & 31) / 3)) + loop_2) < (H + 2))) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 5) < W)) {
          condval_7 = vload4(0, x + ((((group_x * 64) + (((item_x & 31) % 3) * 24)) + (((((((group_y * 8) + ((item_x & 31) / 3)) + (loop_1 * H)) + loop_2) - 2) * W) * 4)) + 20));
        } else {
          condval_7 = 0;
        }
        vstore4(condval_7, 0, P_local + 28);
        int common_20 = ((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48));
        U_local[0] = vload4(0, w1 + ((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)));
        U_local[1] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 4));
        U_local[2] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 8));
        U_local[3] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 12));
        U_local[4] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1152));
        U_local[5] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1156));
        U_local[6] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1160));
        U_local[7] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1164));
        A_local[0] = (A_local[0] + (P_local[0] * U_local[0]));
        A_local[1] = (A_local[1] + (P_local[4] * U_local[0]));
        A_local[2] = (A_local[2] + (P_local[8] * U_local[0]));
        A_local[3] = (A_local[3] + (P_local[12] * U_local[0]));
        A_local[4] = (A_local[4] + (P_local[16] * U_local[0]));
        A_local[5] = (A_local[5] + (P_local[20] * U_local[0]));
        A_local[6] = (A_local[6] + (P_local[0] * U_local[4]));
        A_local[7] = (A_local[7] + (P_local[4] * U_local[4]));
        A_local[8] = (A_local[8] + (P_local[8] * U_local[4]));
        A_local[9] = (A_local[9] + (P_local[12] * U_local[4]));
        A_local[10] = (A_local[10] + (P_local[16] * U_local[4]));
        A_local[11] = (A_local[11] + (P_local[20] * U_local[4]));
        A_local[0] = (A_local[0] + (P_local[1] * U_local[1]));
        A_local[1] = (A_local[1] + (P_local[5] * U_local[1]));
        A_local[2] = (A_local[2] + (P_local[9] * U_local[1]));
        A_local[3] = (A_local[3] + (P_local[13] * U_local[1]));
        A_local[4] = (A_local[4] + (P_local[17] * U_local[1]));
        A_local[5] = (A_local[5] + (P_local[21] * U_local[1]));
        A_local[6] = (A_local[6] + (P_local[1] * U_local[5]));
        A_local[7] = (A_local[7] + (P_local[5] * U_local[5]));
        A_local[8] = (A_local[8] + (P_local[9] * U_local[5]));
        A_local[9] = (A_local[9] + (P_local[13] * U_local[5]));
        A_local[10] = (A_local[10] + (P_local[17] * U_local[5]));
        A_local[11] = (A_local[11] + (P_local[21] * U_local[5]));
        A_local[0] = (A_local[0] + (P_local[2] * U_local[2]));
        A_local[1] = (A_local[1] + (P_local[6] * U_local[2]));
        A_local[2] = (A_local[2] + (P_local[10] * U_local[2]));
        A_local[3] = (A_local[3] + (P_local[14] * U_local[2]));
        A_local[4] = (A_local[4] + (P_local[18] * U_local[2]));
        A_local[5] = (A_local[5] + (P_local[22] * U_local[2]));
        A_local[6] = (A_local[6] + (P_local[2] * U_local[6]));
        A_local[7] = (A_local[7] + (P_local[6] * U_local[6]));
        A_local[8] = (A_local[8] + (P_local[10] * U_local[6]));
        A_local[9] = (A_local[9] + (P_local[14] * U_local[6]));
        A_local[10] = (A_local[10] + (P_local[18] * U_local[6]));
        A_local[11] = (A_local[11] + (P_local[22] * U_local[6]));
        A_local[0] = (A_local[0] + (P_local[3] * U_local[3]));
        A_local[1] = (A_local[1] + (P_local[7] * U_local[3]));
        A_local[2] = (A_local[2] + (P_local[11] * U_local[3]));
        A_local[3] = (A_local[3] + (P_local[15] * U_local[3]));
        A_local[4] = (A_local[4] + (P_local[19] * U_local[3]));
        A_local[5] = (A_local[5] + (P_local[23] * U_local[3]));
        A_local[6] = (A_local[6] + (P_local[3] * U_local[7]));
        A_local[7] = (A_local[7] + (P_local[7] * U_local[7]));
        A_local[8] = (A_local[8] + (P_local[11] * U_local[7]));
        A_local[9] = (A_local[9] + (P_local[15] * U_local[7]));
        A_local[10] = (A_local[10] + (P_local[19] * U_local[7]));
        A_local[11] = (A_local[11] + (P_local[23] * U_local[7]));
        U_local[0] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 16));
        U_local[1] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 20));
        U_local[2] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 24));
        U_local[3] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 28));
        U_local[4] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1168));
        U_local[5] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1172));
        U_local[6] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1176));
        U_local[7] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1180));
        A_local[0] = (A_local[0] + (P_local[4] * U_local[0]));
        A_local[1] = (A_local[1] + (P_local[8] * U_local[0]));
        A_local[2] = (A_local[2] + (P_local[12] * U_local[0]));
        A_local[3] = (A_local[3] + (P_local[16] * U_local[0]));
        A_local[4] = (A_local[4] + (P_local[20] * U_local[0]));
        A_local[5] = (A_local[5] + (P_local[24] * U_local[0]));
        A_local[6] = (A_local[6] + (P_local[4] * U_local[4]));
        A_local[7] = (A_local[7] + (P_local[8] * U_local[4]));
        A_local[8] = (A_local[8] + (P_local[12] * U_local[4]));
        A_local[9] = (A_local[9] + (P_local[16] * U_local[4]));
        A_local[10] = (A_local[10] + (P_local[20] * U_local[4]));
        A_local[11] = (A_local[11] + (P_local[24] * U_local[4]));
        A_local[0] = (A_local[0] + (P_local[5] * U_local[1]));
        A_local[1] = (A_local[1] + (P_local[9] * U_local[1]));
        A_local[2] = (A_local[2] + (P_local[13] * U_local[1]));
        A_local[3] = (A_local[3] + (P_local[17] * U_local[1]));
        A_local[4] = (A_local[4] + (P_local[21] * U_local[1]));
        A_local[5] = (A_local[5] + (P_local[25] * U_local[1]));
        A_local[6] = (A_local[6] + (P_local[5] * U_local[5]));
        A_local[7] = (A_local[7] + (P_local[9] * U_local[5]));
        A_local[8] = (A_local[8] + (P_local[13] * U_local[5]));
        A_local[9] = (A_local[9] + (P_local[17] * U_local[5]));
        A_local[10] = (A_local[10] + (P_local[21] * U_local[5]));
        A_local[11] = (A_local[11] + (P_local[25] * U_local[5]));
        A_local[0] = (A_local[0] + (P_local[6] * U_local[2]));
        A_local[1] = (A_local[1] + (P_local[10] * U_local[2]));
        A_local[2] = (A_local[2] + (P_local[14] * U_local[2]));
        A_local[3] = (A_local[3] + (P_local[18] * U_local[2]));
        A_local[4] = (A_local[4] + (P_local[22] * U_local[2]));
        A_local[5] = (A_local[5] + (P_local[26] * U_local[2]));
        A_local[6] = (A_local[6] + (P_local[6] * U_local[6]));
        A_local[7] = (A_local[7] + (P_local[10] * U_local[6]));
        A_local[8] = (A_local[8] + (P_local[14] * U_local[6]));
        A_local[9] = (A_local[9] + (P_local[18] * U_local[6]));
        A_local[10] = (A_local[10] + (P_local[22] * U_local[6]));
        A_local[11] = (A_local[11] + (P_local[26] * U_local[6]));
        A_local[0] = (A_local[0] + (P_local[7] * U_local[3]));
        A_local[1] = (A_local[1] + (P_local[11] * U_local[3]));
        A_local[2] = (A_local[2] + (P_local[15] * U_local[3]));
        A_local[3] = (A_local[3] + (P_local[19] * U_local[3]));
        A_local[4] = (A_local[4] + (P_local[23] * U_local[3]));
        A_local[5] = (A_local[5] + (P_local[27] * U_local[3]));
        A_local[6] = (A_local[6] + (P_local[7] * U_local[7]));
        A_local[7] = (A_local[7] + (P_local[11] * U_local[7]));
        A_local[8] = (A_local[8] + (P_local[15] * U_local[7]));
        A_local[9] = (A_local[9] + (P_local[19] * U_local[7]));
        A_local[10] = (A_local[10] + (P_local[23] * U_local[7]));
        A_local[11] = (A_local[11] + (P_local[27] * U_local[7]));
        U_local[0] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 32));
        U_local[1] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 36));
        U_local[2] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 40));
        U_local[3] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 44));
        U_local[4] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1184));
        U_local[5] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1188));
        U_local[6] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1192));
        U_local[7] = vload4(0, w1 + (((((loop_0 * 4608) + ((item_x >> 5) * 2304)) + (loop_1 * 144)) + (loop_2 * 48)) + 1196));
        A_local[0] = (A_local[0] + (P_local[8] * U_local[0]));
        A_local[1] = (A_local[1] + (P_local[12] * U_local[0]));
        A_local[2] = (A_local[2] + (P_local[16] * U_local[0]));
        A_local[3] = (A_local[3] + (P_local[20] * U_local[0]));
        A_local[4] = (A_local[4] + (P_local[24] * U_local[0]));
        A_local[5] = (A_local[5] + (P_local[28] * U_local[0]));
        A_local[6] = (A_local[6] + (P_local[8] * U_local[4]));
        A_local[7] = (A_local[7] + (P_local[12] * U_local[4]));
        A_local[8] = (A_local[8] + (P_local[16] * U_local[4]));
        A_local[9] = (A_local[9] + (P_local[20] * U_local[4]));
        A_local[10] = (A_local[10] + (P_local[24] * U_local[4]));
        A_local[11] = (A_local[11] + (P_local[28] * U_local[4]));
        A_local[0] = (A_local[0] + (P_local[9] * U_local[1]));
        A_local[1] = (A_local[1] + (P_local[13] * U_local[1]));
        A_local[2] = (A_local[2] + (P_local[17] * U_local[1]));
        A_local[3] = (A_local[3] + (P_local[21] * U_local[1]));
        A_local[4] = (A_local[4] + (P_local[25] * U_local[1]));
        A_local[5] = (A_local[5] + (P_local[29] * U_local[1]));
        A_local[6] = (A_local[6] + (P_local[9] * U_local[5]));
        A_local[7] = (A_local[7] + (P_local[13] * U_local[5]));
        A_local[8] = (A_local[8] + (P_local[17] * U_local[5]));
        A_local[9] = (A_local[9] + (P_local[21] * U_local[5]));
        A_local[10] = (A_local[10] + (P_local[25] * U_local[5]));
        A_local[11] = (A_local[11] + (P_local[29] * U_local[5]));
        A_local[0] = (A_local[0] + (P_local[10] * U_local[2]));
        A_local[1] = (A_local[1] + (P_local[14] * U_local[2]));
        A_local[2] = (A_local[2] + (P_local[18] * U_local[2]));
        A_local[3] = (A_local[3] + (P_local[22] * U_local[2]));
        A_local[4] = (A_local[4] + (P_local[26] * U_local[2]));
        A_local[5] = (A_local[5] + (P_local[30] * U_local[2]));
        A_local[6] = (A_local[6] + (P_local[10] * U_local[6]));
        A_local[7] = (A_local[7] + (P_local[14] * U_local[6]));
        A_local[8] = (A_local[8] + (P_local[18] * U_local[6]));
        A_local[9] = (A_local[9] + (P_local[22] * U_local[6]));
        A_local[10] = (A_local[10] + (P_local[26] * U_local[6]));
        A_local[11] = (A_local[11] + (P_local[30] * U_local[6]));
        A_local[0] = (A_local[0] + (P_local[11] * U_local[3]));
        A_local[1] = (A_local[1] + (P_local[15] * U_local[3]));
        A_local[2] = (A_local[2] + (P_local[19] * U_local[3]));
        A_local[3] = (A_local[3] + (P_local[23] * U_local[3]));
        A_local[4] = (A_local[4] + (P_local[27] * U_local[3]));
        A_local[5] = (A_local[5] + (P_local[31] * U_local[3]));
        A_local[6] = (A_local[6] + (P_local[11] * U_local[7]));
        A_local[7] = (A_local[7] + (P_local[15] * U_local[7]));
        A_local[8] = (A_local[8] + (P_local[19] * U_local[7]));
        A_local[9] = (A_local[9] + (P_local[23] * U_local[7]));
        A_local[10] = (A_local[10] + (P_local[27] * U_local[7]));
        A_local[11] = (A_local[11] + (P_local[31] * U_local[7]));
      }
    }
    int common_21 = (item_x & 31);
    int common_22 = ((loop_0 * 16) + ((item_x >> 5) * 8));
    int common_23 = (((item_x >> 5) * 384) + ((item_x & 31) * 6));
    barrier(CLK_LOCAL_MEM_FENCE);
    float4 condval_8;
    if ((((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && (1 < ((group_x * 16) + (((item_x & 31) % 3) * 6)))) && (((group_x * 16) + (((item_x & 31) % 3) * 6)) <= W)) {
      condval_8 = max((A_local[0] + vload4(0, b1 + ((loop_0 * 16) + ((item_x >> 5) * 8)))), 0);
    } else {
      condval_8 = 0;
    }
    M[(((item_x >> 5) * 384) + ((item_x & 31) * 6))] = condval_8;
    float4 condval_9;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && (((group_x * 16) + (((item_x & 31) % 3) * 6)) < W)) {
      condval_9 = max((A_local[1] + vload4(0, b1 + ((loop_0 * 16) + ((item_x >> 5) * 8)))), 0);
    } else {
      condval_9 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 1)] = condval_9;
    float4 condval_10;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 2) <= W)) {
      condval_10 = max((A_local[2] + vload4(0, b1 + ((loop_0 * 16) + ((item_x >> 5) * 8)))), 0);
    } else {
      condval_10 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 2)] = condval_10;
    float4 condval_11;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 3) <= W)) {
      condval_11 = max((A_local[3] + vload4(0, b1 + ((loop_0 * 16) + ((item_x >> 5) * 8)))), 0);
    } else {
      condval_11 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 3)] = condval_11;
    float4 condval_12;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 4) <= W)) {
      condval_12 = max((A_local[4] + vload4(0, b1 + ((loop_0 * 16) + ((item_x >> 5) * 8)))), 0);
    } else {
      condval_12 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 4)] = condval_12;
    float4 condval_13;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 5) <= W)) {
      condval_13 = max((A_local[5] + vload4(0, b1 + ((loop_0 * 16) + ((item_x >> 5) * 8)))), 0);
    } else {
      condval_13 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 5)] = condval_13;
    int common_24 = (((loop_0 * 16) + ((item_x >> 5) * 8)) + 4);
    float4 condval_14;
    if ((((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && (1 < ((group_x * 16) + (((item_x & 31) % 3) * 6)))) && (((group_x * 16) + (((item_x & 31) % 3) * 6)) <= W)) {
      condval_14 = max((A_local[6] + vload4(0, b1 + (((loop_0 * 16) + ((item_x >> 5) * 8)) + 4))), 0);
    } else {
      condval_14 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 192)] = condval_14;
    float4 condval_15;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && (((group_x * 16) + (((item_x & 31) % 3) * 6)) < W)) {
      condval_15 = max((A_local[7] + vload4(0, b1 + (((loop_0 * 16) + ((item_x >> 5) * 8)) + 4))), 0);
    } else {
      condval_15 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 193)] = condval_15;
    float4 condval_16;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 2) <= W)) {
      condval_16 = max((A_local[8] + vload4(0, b1 + (((loop_0 * 16) + ((item_x >> 5) * 8)) + 4))), 0);
    } else {
      condval_16 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 194)] = condval_16;
    float4 condval_17;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 3) <= W)) {
      condval_17 = max((A_local[9] + vload4(0, b1 + (((loop_0 * 16) + ((item_x >> 5) * 8)) + 4))), 0);
    } else {
      condval_17 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 195)] = condval_17;
    float4 condval_18;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 4) <= W)) {
      condval_18 = max((A_local[10] + vload4(0, b1 + (((loop_0 * 16) + ((item_x >> 5) * 8)) + 4))), 0);
    } else {
      condval_18 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 196)] = condval_18;
    float4 condval_19;
    if (((1 <= ((group_y * 8) + ((item_x & 31) / 3))) && (((group_y * 8) + ((item_x & 31) / 3)) <= H)) && ((((group_x * 16) + (((item_x & 31) % 3) * 6)) + 5) <= W)) {
      condval_19 = max((A_local[11] + vload4(0, b1 + (((loop_0 * 16) + ((item_x >> 5) * 8)) + 4))), 0);
    } else {
      condval_19 = 0;
    }
    M[((((item_x >> 5) * 384) + ((item_x & 31) * 6)) + 197)] = condval_19;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int loop_3 = 0; loop_3 < 4; ++loop_3) {
      for (int loop_4 = 0; loop_4 < 3; ++loop_4) {
        int common_25 = ((((loop_3 * 192) + (((item_x & 31) >> 2) * 18)) + (loop_4 * 18)) + ((item_x & 3) * 4));
        vstore4(M[((((loop_3 * 192) + (((item_x & 31) >> 2) * 18)) + (loop_4 * 18)) + ((item_x & 3) * 4))], 0, P2_local + 0);
        vstore4(M[(((((loop_3 * 192) + (((item_x & 31) >> 2) * 18)) + (loop_4 * 18)) + ((item_x & 3) * 4)) + 1)], 0, P2_local + 4);
        vstore4(M[(((((loop_3 * 192) + (((item_x & 31) >> 2) * 18)) + (loop_4 * 18)) + ((item_x & 3) * 4)) + 2)], 0, P2_local + 8);
        vstore4(M[(((((loop_3 * 192) + (((item_x & 31) >> 2) * 18)) + (loop_4 * 18)) + ((item_x & 3) * 4)) + 3)], 0, P2_local + 12);
        vstore4(M[(((((loop_3 * 192) + (((item_x & 31) >> 2) * 18)) + (loop_4 * 18)) + ((item_x & 3) * 4)) + 4)], 0, P2_local + 16);
        vstore4(M[(((((loop_3 * 192) + (((item_x & 31) >> 2) * 18)) + (loop_4 * 18)) + ((item_x & 3) * 4)) + 5)], 0, P2_local + 20);
        int common_26 = (((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48));
        U2_local[0] = vload4(0, w2 + (((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)));
        U2_local[1] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4));
        U2_local[2] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 8));
        U2_local[3] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 12));
        U2_local[4] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2304));
        U2_local[5] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2308));
        U2_local[6] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2312));
        U2_local[7] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2316));
        U2_local[8] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4608));
        U2_local[9] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4612));
        U2_local[10] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4616));
        U2_local[11] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4620));
        U2_local[12] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6912));
        U2_local[13] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6916));
        U2_local[14] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6920));
        U2_local[15] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6924));
        A2_local[0] = (A2_local[0] + (P2_local[0] * U2_local[0]));
        A2_local[1] = (A2_local[1] + (P2_local[4] * U2_local[0]));
        A2_local[2] = (A2_local[2] + (P2_local[8] * U2_local[0]));
        A2_local[3] = (A2_local[3] + (P2_local[12] * U2_local[0]));
        A2_local[4] = (A2_local[4] + (P2_local[0] * U2_local[4]));
        A2_local[5] = (A2_local[5] + (P2_local[4] * U2_local[4]));
        A2_local[6] = (A2_local[6] + (P2_local[8] * U2_local[4]));
        A2_local[7] = (A2_local[7] + (P2_local[12] * U2_local[4]));
        A2_local[8] = (A2_local[8] + (P2_local[0] * U2_local[8]));
        A2_local[9] = (A2_local[9] + (P2_local[4] * U2_local[8]));
        A2_local[10] = (A2_local[10] + (P2_local[8] * U2_local[8]));
        A2_local[11] = (A2_local[11] + (P2_local[12] * U2_local[8]));
        A2_local[12] = (A2_local[12] + (P2_local[0] * U2_local[12]));
        A2_local[13] = (A2_local[13] + (P2_local[4] * U2_local[12]));
        A2_local[14] = (A2_local[14] + (P2_local[8] * U2_local[12]));
        A2_local[15] = (A2_local[15] + (P2_local[12] * U2_local[12]));
        A2_local[0] = (A2_local[0] + (P2_local[1] * U2_local[1]));
        A2_local[1] = (A2_local[1] + (P2_local[5] * U2_local[1]));
        A2_local[2] = (A2_local[2] + (P2_local[9] * U2_local[1]));
        A2_local[3] = (A2_local[3] + (P2_local[13] * U2_local[1]));
        A2_local[4] = (A2_local[4] + (P2_local[1] * U2_local[5]));
        A2_local[5] = (A2_local[5] + (P2_local[5] * U2_local[5]));
        A2_local[6] = (A2_local[6] + (P2_local[9] * U2_local[5]));
        A2_local[7] = (A2_local[7] + (P2_local[13] * U2_local[5]));
        A2_local[8] = (A2_local[8] + (P2_local[1] * U2_local[9]));
        A2_local[9] = (A2_local[9] + (P2_local[5] * U2_local[9]));
        A2_local[10] = (A2_local[10] + (P2_local[9] * U2_local[9]));
        A2_local[11] = (A2_local[11] + (P2_local[13] * U2_local[9]));
        A2_local[12] = (A2_local[12] + (P2_local[1] * U2_local[13]));
        A2_local[13] = (A2_local[13] + (P2_local[5] * U2_local[13]));
        A2_local[14] = (A2_local[14] + (P2_local[9] * U2_local[13]));
        A2_local[15] = (A2_local[15] + (P2_local[13] * U2_local[13]));
        A2_local[0] = (A2_local[0] + (P2_local[2] * U2_local[2]));
        A2_local[1] = (A2_local[1] + (P2_local[6] * U2_local[2]));
        A2_local[2] = (A2_local[2] + (P2_local[10] * U2_local[2]));
        A2_local[3] = (A2_local[3] + (P2_local[14] * U2_local[2]));
        A2_local[4] = (A2_local[4] + (P2_local[2] * U2_local[6]));
        A2_local[5] = (A2_local[5] + (P2_local[6] * U2_local[6]));
        A2_local[6] = (A2_local[6] + (P2_local[10] * U2_local[6]));
        A2_local[7] = (A2_local[7] + (P2_local[14] * U2_local[6]));
        A2_local[8] = (A2_local[8] + (P2_local[2] * U2_local[10]));
        A2_local[9] = (A2_local[9] + (P2_local[6] * U2_local[10]));
        A2_local[10] = (A2_local[10] + (P2_local[10] * U2_local[10]));
        A2_local[11] = (A2_local[11] + (P2_local[14] * U2_local[10]));
        A2_local[12] = (A2_local[12] + (P2_local[2] * U2_local[14]));
        A2_local[13] = (A2_local[13] + (P2_local[6] * U2_local[14]));
        A2_local[14] = (A2_local[14] + (P2_local[10] * U2_local[14]));
        A2_local[15] = (A2_local[15] + (P2_local[14] * U2_local[14]));
        A2_local[0] = (A2_local[0] + (P2_local[3] * U2_local[3]));
        A2_local[1] = (A2_local[1] + (P2_local[7] * U2_local[3]));
        A2_local[2] = (A2_local[2] + (P2_local[11] * U2_local[3]));
        A2_local[3] = (A2_local[3] + (P2_local[15] * U2_local[3]));
        A2_local[4] = (A2_local[4] + (P2_local[3] * U2_local[7]));
        A2_local[5] = (A2_local[5] + (P2_local[7] * U2_local[7]));
        A2_local[6] = (A2_local[6] + (P2_local[11] * U2_local[7]));
        A2_local[7] = (A2_local[7] + (P2_local[15] * U2_local[7]));
        A2_local[8] = (A2_local[8] + (P2_local[3] * U2_local[11]));
        A2_local[9] = (A2_local[9] + (P2_local[7] * U2_local[11]));
        A2_local[10] = (A2_local[10] + (P2_local[11] * U2_local[11]));
        A2_local[11] = (A2_local[11] + (P2_local[15] * U2_local[11]));
        A2_local[12] = (A2_local[12] + (P2_local[3] * U2_local[15]));
        A2_local[13] = (A2_local[13] + (P2_local[7] * U2_local[15]));
        A2_local[14] = (A2_local[14] + (P2_local[11] * U2_local[15]));
        A2_local[15] = (A2_local[15] + (P2_local[15] * U2_local[15]));
        U2_local[0] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 16));
        U2_local[1] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 20));
        U2_local[2] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 24));
        U2_local[3] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 28));
        U2_local[4] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2320));
        U2_local[5] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2324));
        U2_local[6] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2328));
        U2_local[7] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2332));
        U2_local[8] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4624));
        U2_local[9] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4628));
        U2_local[10] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4632));
        U2_local[11] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4636));
        U2_local[12] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6928));
        U2_local[13] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6932));
        U2_local[14] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6936));
        U2_local[15] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6940));
        A2_local[0] = (A2_local[0] + (P2_local[4] * U2_local[0]));
        A2_local[1] = (A2_local[1] + (P2_local[8] * U2_local[0]));
        A2_local[2] = (A2_local[2] + (P2_local[12] * U2_local[0]));
        A2_local[3] = (A2_local[3] + (P2_local[16] * U2_local[0]));
        A2_local[4] = (A2_local[4] + (P2_local[4] * U2_local[4]));
        A2_local[5] = (A2_local[5] + (P2_local[8] * U2_local[4]));
        A2_local[6] = (A2_local[6] + (P2_local[12] * U2_local[4]));
        A2_local[7] = (A2_local[7] + (P2_local[16] * U2_local[4]));
        A2_local[8] = (A2_local[8] + (P2_local[4] * U2_local[8]));
        A2_local[9] = (A2_local[9] + (P2_local[8] * U2_local[8]));
        A2_local[10] = (A2_local[10] + (P2_local[12] * U2_local[8]));
        A2_local[11] = (A2_local[11] + (P2_local[16] * U2_local[8]));
        A2_local[12] = (A2_local[12] + (P2_local[4] * U2_local[12]));
        A2_local[13] = (A2_local[13] + (P2_local[8] * U2_local[12]));
        A2_local[14] = (A2_local[14] + (P2_local[12] * U2_local[12]));
        A2_local[15] = (A2_local[15] + (P2_local[16] * U2_local[12]));
        A2_local[0] = (A2_local[0] + (P2_local[5] * U2_local[1]));
        A2_local[1] = (A2_local[1] + (P2_local[9] * U2_local[1]));
        A2_local[2] = (A2_local[2] + (P2_local[13] * U2_local[1]));
        A2_local[3] = (A2_local[3] + (P2_local[17] * U2_local[1]));
        A2_local[4] = (A2_local[4] + (P2_local[5] * U2_local[5]));
        A2_local[5] = (A2_local[5] + (P2_local[9] * U2_local[5]));
        A2_local[6] = (A2_local[6] + (P2_local[13] * U2_local[5]));
        A2_local[7] = (A2_local[7] + (P2_local[17] * U2_local[5]));
        A2_local[8] = (A2_local[8] + (P2_local[5] * U2_local[9]));
        A2_local[9] = (A2_local[9] + (P2_local[9] * U2_local[9]));
        A2_local[10] = (A2_local[10] + (P2_local[13] * U2_local[9]));
        A2_local[11] = (A2_local[11] + (P2_local[17] * U2_local[9]));
        A2_local[12] = (A2_local[12] + (P2_local[5] * U2_local[13]));
        A2_local[13] = (A2_local[13] + (P2_local[9] * U2_local[13]));
        A2_local[14] = (A2_local[14] + (P2_local[13] * U2_local[13]));
        A2_local[15] = (A2_local[15] + (P2_local[17] * U2_local[13]));
        A2_local[0] = (A2_local[0] + (P2_local[6] * U2_local[2]));
        A2_local[1] = (A2_local[1] + (P2_local[10] * U2_local[2]));
        A2_local[2] = (A2_local[2] + (P2_local[14] * U2_local[2]));
        A2_local[3] = (A2_local[3] + (P2_local[18] * U2_local[2]));
        A2_local[4] = (A2_local[4] + (P2_local[6] * U2_local[6]));
        A2_local[5] = (A2_local[5] + (P2_local[10] * U2_local[6]));
        A2_local[6] = (A2_local[6] + (P2_local[14] * U2_local[6]));
        A2_local[7] = (A2_local[7] + (P2_local[18] * U2_local[6]));
        A2_local[8] = (A2_local[8] + (P2_local[6] * U2_local[10]));
        A2_local[9] = (A2_local[9] + (P2_local[10] * U2_local[10]));
        A2_local[10] = (A2_local[10] + (P2_local[14] * U2_local[10]));
        A2_local[11] = (A2_local[11] + (P2_local[18] * U2_local[10]));
        A2_local[12] = (A2_local[12] + (P2_local[6] * U2_local[14]));
        A2_local[13] = (A2_local[13] + (P2_local[10] * U2_local[14]));
        A2_local[14] = (A2_local[14] + (P2_local[14] * U2_local[14]));
        A2_local[15] = (A2_local[15] + (P2_local[18] * U2_local[14]));
        A2_local[0] = (A2_local[0] + (P2_local[7] * U2_local[3]));
        A2_local[1] = (A2_local[1] + (P2_local[11] * U2_local[3]));
        A2_local[2] = (A2_local[2] + (P2_local[15] * U2_local[3]));
        A2_local[3] = (A2_local[3] + (P2_local[19] * U2_local[3]));
        A2_local[4] = (A2_local[4] + (P2_local[7] * U2_local[7]));
        A2_local[5] = (A2_local[5] + (P2_local[11] * U2_local[7]));
        A2_local[6] = (A2_local[6] + (P2_local[15] * U2_local[7]));
        A2_local[7] = (A2_local[7] + (P2_local[19] * U2_local[7]));
        A2_local[8] = (A2_local[8] + (P2_local[7] * U2_local[11]));
        A2_local[9] = (A2_local[9] + (P2_local[11] * U2_local[11]));
        A2_local[10] = (A2_local[10] + (P2_local[15] * U2_local[11]));
        A2_local[11] = (A2_local[11] + (P2_local[19] * U2_local[11]));
        A2_local[12] = (A2_local[12] + (P2_local[7] * U2_local[15]));
        A2_local[13] = (A2_local[13] + (P2_local[11] * U2_local[15]));
        A2_local[14] = (A2_local[14] + (P2_local[15] * U2_local[15]));
        A2_local[15] = (A2_local[15] + (P2_local[19] * U2_local[15]));
        U2_local[0] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 32));
        U2_local[1] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 36));
        U2_local[2] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 40));
        U2_local[3] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 44));
        U2_local[4] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2336));
        U2_local[5] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2340));
        U2_local[6] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2344));
        U2_local[7] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 2348));
        U2_local[8] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4640));
        U2_local[9] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4644));
        U2_local[10] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4648));
        U2_local[11] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 4652));
        U2_local[12] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6944));
        U2_local[13] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6948));
        U2_local[14] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6952));
        U2_local[15] = vload4(0, w2 + ((((((item_x >> 5) * 9216) + (loop_0 * 576)) + (loop_3 * 144)) + (loop_4 * 48)) + 6956));
        A2_local[0] = (A2_local[0] + (P2_local[8] * U2_local[0]));
        A2_local[1] = (A2_local[1] + (P2_local[12] * U2_local[0]));
        A2_local[2] = (A2_local[2] + (P2_local[16] * U2_local[0]));
        A2_local[3] = (A2_local[3] + (P2_local[20] * U2_local[0]));
        A2_local[4] = (A2_local[4] + (P2_local[8] * U2_local[4]));
        A2_local[5] = (A2_local[5] + (P2_local[12] * U2_local[4]));
        A2_local[6] = (A2_local[6] + (P2_local[16] * U2_local[4]));
        A2_local[7] = (A2_local[7] + (P2_local[20] * U2_local[4]));
        A2_local[8] = (A2_local[8] + (P2_local[8] * U2_local[8]));
        A2_local[9] = (A2_local[9] + (P2_local[12] * U2_local[8]));
        A2_local[10] = (A2_local[10] + (P2_local[16] * U2_local[8]));
        A2_local[11] = (A2_local[11] + (P2_local[20] * U2_local[8]));
        A2_local[12] = (A2_local[12] + (P2_local[8] * U2_local[12]));
        A2_local[13] = (A2_local[13] + (P2_local[12] * U2_local[12]));
        A2_local[14] = (A2_local[14] + (P2_local[16] * U2_local[12]));
        A2_local[15] = (A2_local[15] + (P2_local[20] * U2_local[12]));
        A2_local[0] = (A2_local[0] + (P2_local[9] * U2_local[1]));
        A2_local[1] = (A2_local[1] + (P2_local[13] * U2_local[1]));
        A2_local[2] = (A2_local[2] + (P2_local[17] * U2_local[1]));
        A2_local[3] = (A2_local[3] + (P2_local[21] * U2_local[1]));
        A2_local[4] = (A2_local[4] + (P2_local[9] * U2_local[5]));
        A2_local[5] = (A2_local[5] + (P2_local[13] * U2_local[5]));
        A2_local[6] = (A2_local[6] + (P2_local[17] * U2_local[5]));
        A2_local[7] = (A2_local[7] + (P2_local[21] * U2_local[5]));
        A2_local[8] = (A2_local[8] + (P2_local[9] * U2_local[9]));
        A2_local[9] = (A2_local[9] + (P2_local[13] * U2_local[9]));
        A2_local[10] = (A2_local[10] + (P2_local[17] * U2_local[9]));
        A2_local[11] = (A2_local[11] + (P2_local[21] * U2_local[9]));
        A2_local[12] = (A2_local[12] + (P2_local[9] * U2_local[13]));
        A2_local[13] = (A2_local[13] + (P2_local[13] * U2_local[13]));
        A2_local[14] = (A2_local[14] + (P2_local[17] * U2_local[13]));
        A2_local[15] = (A2_local[15] + (P2_local[21] * U2_local[13]));
        A2_local[0] = (A2_local[0] + (P2_local[10] * U2_local[2]));
        A2_local[1] = (A2_local[1] + (P2_local[14] * U2_local[2]));
        A2_local[2] = (A2_local[2] + (P2_local[18] * U2_local[2]));
        A2_local[3] = (A2_local[3] + (P2_local[22] * U2_local[2]));
        A2_local[4] = (A2_local[4] + (P2_local[10] * U2_local[6]));
        A2_local[5] = (A2_local[5] + (P2_local[14] * U2_local[6]));
        A2_local[6] = (A2_local[6] + (P2_local[18] * U2_local[6]));
        A2_local[7] = (A2_local[7] + (P2_local[22] * U2_local[6]));
        A2_local[8] = (A2_local[8] + (P2_local[10] * U2_local[10]));
        A2_local[9] = (A2_local[9] + (P2_local[14] * U2_local[10]));
        A2_local[10] = (A2_local[10] + (P2_local[18] * U2_local[10]));
        A2_local[11] = (A2_local[11] + (P2_local[22] * U2_local[10]));
        A2_local[12] = (A2_local[12] + (P2_local[10] * U2_local[14]));
        A2_local[13] = (A2_local[13] + (P2_local[14] * U2_local[14]));
        A2_local[14] = (A2_local[14] + (P2_local[18] * U2_local[14]));
        A2_local[15] = (A2_local[15] + (P2_local[22] * U2_local[14]));
        A2_local[0] = (A2_local[0] + (P2_local[11] * U2_local[3]));
        A2_local[1] = (A2_local[1] + (P2_local[15] * U2_local[3]));
        A2_local[2] = (A2_local[2] + (P2_local[19] * U2_local[3]));
        A2_local[3] = (A2_local[3] + (P2_local[23] * U2_local[3]));
        A2_local[4] = (A2_local[4] + (P2_local[11] * U2_local[7]));
        A2_local[5] = (A2_local[5] + (P2_local[15] * U2_local[7]));
        A2_local[6] = (A2_local[6] + (P2_local[19] * U2_local[7]));
        A2_local[7] = (A2_local[7] + (P2_local[23] * U2_local[7]));
        A2_local[8] = (A2_local[8] + (P2_local[11] * U2_local[11]));
        A2_local[9] = (A2_local[9] + (P2_local[15] * U2_local[11]));
        A2_local[10] = (A2_local[10] + (P2_local[19] * U2_local[11]));
        A2_local[11] = (A2_local[11] + (P2_local[23] * U2_local[11]));
        A2_local[12] = (A2_local[12] + (P2_local[11] * U2_local[15]));
        A2_local[13] = (A2_local[13] + (P2_local[15] * U2_local[15]));
        A2_local[14] = (A2_local[14] + (P2_local[19] * U2_local[15]));
        A2_local[15] = (A2_local[15] + (P2_local[23] * U2_local[15]));
      }
    }
  }
  long common_27 = (item_x & 3);
  int common_28 = ((item_x >> 5) * 16);
  long common_29 = (item_x >> 5);
  long common_30 = ((item_x & 31) >> 2);
  long common_31 = ((group_y * 8) + ((item_x & 31) >> 2));
  long common_32 = ((group_x * 16) + ((item_x & 3) * 4));
  long common_33 = ((group_x * 64) + ((item_x & 3) * 16));
  long common_34 = (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4));
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && (((group_x * 16) + ((item_x & 3) * 4)) < W)) {
    vstore4(((A2_local[0] + vload4(0, b2 + ((item_x >> 5) * 16))) + vload4(0, x + (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)))), 0, y + (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)));
  }
  long common_35 = (((group_x * 16) + ((item_x & 3) * 4)) + 1);
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 1) < W)) {
    long common_36 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)) + 4);
    vstore4(((A2_local[1] + vload4(0, b2 + ((item_x >> 5) * 16))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)) + 4))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)) + 4));
  }
  long common_37 = (((group_x * 16) + ((item_x & 3) * 4)) + 2);
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 2) < W)) {
    long common_38 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)) + 8);
    vstore4(((A2_local[2] + vload4(0, b2 + ((item_x >> 5) * 16))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)) + 8))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)) + 8));
  }
  long common_39 = (((group_x * 16) + ((item_x & 3) * 4)) + 3);
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 3) < W)) {
    long common_40 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)) + 12);
    vstore4(((A2_local[3] + vload4(0, b2 + ((item_x >> 5) * 16))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)) + 12))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + (((item_x >> 5) * H) * 4)) + ((item_x & 31) >> 2)) * W) * 4)) + 12));
  }
  int common_41 = (((item_x >> 5) * 16) + 4);
  long common_42 = ((item_x >> 5) * 4);
  long common_43 = (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4));
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && (((group_x * 16) + ((item_x & 3) * 4)) < W)) {
    vstore4(((A2_local[4] + vload4(0, b2 + (((item_x >> 5) * 16) + 4))) + vload4(0, x + (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)))), 0, y + (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)));
  }
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 1) < W)) {
    long common_44 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)) + 4);
    vstore4(((A2_local[5] + vload4(0, b2 + (((item_x >> 5) * 16) + 4))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)) + 4))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)) + 4));
  }
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 2) < W)) {
    long common_45 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)) + 8);
    vstore4(((A2_local[6] + vload4(0, b2 + (((item_x >> 5) * 16) + 4))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)) + 8))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)) + 8));
  }
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 3) < W)) {
    long common_46 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)) + 12);
    vstore4(((A2_local[7] + vload4(0, b2 + (((item_x >> 5) * 16) + 4))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)) + 12))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 1) * H)) * W) * 4)) + 12));
  }
  int common_47 = (((item_x >> 5) * 16) + 8);
  long common_48 = (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4));
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && (((group_x * 16) + ((item_x & 3) * 4)) < W)) {
    vstore4(((A2_local[8] + vload4(0, b2 + (((item_x >> 5) * 16) + 8))) + vload4(0, x + (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)))), 0, y + (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)));
  }
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 1) < W)) {
    long common_49 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)) + 4);
    vstore4(((A2_local[9] + vload4(0, b2 + (((item_x >> 5) * 16) + 8))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)) + 4))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)) + 4));
  }
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 2) < W)) {
    long common_50 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)) + 8);
    vstore4(((A2_local[10] + vload4(0, b2 + (((item_x >> 5) * 16) + 8))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)) + 8))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)) + 8));
  }
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 3) < W)) {
    long common_51 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)) + 12);
    vstore4(((A2_local[11] + vload4(0, b2 + (((item_x >> 5) * 16) + 8))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)) + 12))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 2) * H)) * W) * 4)) + 12));
  }
  int common_52 = (((item_x >> 5) * 16) + 12);
  long common_53 = (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4));
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && (((group_x * 16) + ((item_x & 3) * 4)) < W)) {
    vstore4(((A2_local[12] + vload4(0, b2 + (((item_x >> 5) * 16) + 12))) + vload4(0, x + (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)))), 0, y + (((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)));
  }
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 1) < W)) {
    long common_54 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)) + 4);
    vstore4(((A2_local[13] + vload4(0, b2 + (((item_x >> 5) * 16) + 12))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)) + 4))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)) + 4));
  }
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 2) < W)) {
    long common_55 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)) + 8);
    vstore4(((A2_local[14] + vload4(0, b2 + (((item_x >> 5) * 16) + 12))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)) + 8))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)) + 8));
  }
  if ((((group_y * 8) + ((item_x & 31) >> 2)) < H) && ((((group_x * 16) + ((item_x & 3) * 4)) + 3) < W)) {
    long common_56 = ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)) + 12);
    vstore4(((A2_local[15] + vload4(0, b2 + (((item_x >> 5) * 16) + 12))) + vload4(0, x + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)) + 12))), 0, y + ((((group_x * 64) + ((item_x & 3) * 16)) + (((((group_y * 8) + ((item_x & 31) >> 2)) + ((((item_x >> 5) * 4) + 3) * H)) * W) * 4)) + 12));
  }
}
