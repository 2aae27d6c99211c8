__kernel void kernel_kernel(__global float* restrict b, __global float* restrict skip_ws, __global float* restrict ws, __global float* restrict x, __global float* restrict xs, __global float* restrict y, long H, long W) {
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
  long common_0 = (group_y * 16);
  long common_1 = item_y;
  long common_2 = item_x;
  long common_3 = ((group_y * 16) + item_y);
  long common_4 = ((group_x * 16) + (item_x * 4));
  long common_5 = ((group_x * 64) + (item_x * 16));
  long common_6 = (((group_x * 16) + (item_x * 4)) + 2);
  long common_7 = (((group_x * 16) + (item_x * 4)) + 3);
  long common_8 = (((group_x * 16) + (item_x * 4)) + 4);
  long common_9 = (((group_x * 16) + (item_x * 4)) + 5);
  for (int loop_0 = 0; loop_0 < 8; ++loop_0) {
    for (int loop_1 = 0; loop_1 < 3; ++loop_1) {
      long common_10 = loop_1;
      long common_11 = (((group_y * 16) + item_y) + loop_1);
      long common_12 = (((group_x * 64) + (item_x * 16)) + (((((((group_y * 16) + (loop_0 * H)) + item_y) + loop_1) - 1) * W) * 4));
      float4 condval;
      if ((((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && (1 < ((group_x * 16) + (item_x * 4)))) && (((group_x * 16) + (item_x * 4)) <= W)) {
        condval = vload4(0, x + ((((group_x * 64) + (item_x * 16)) + (((((((group_y * 16) + (loop_0 * H)) + item_y) + loop_1) - 1) * W) * 4)) - 4));
      } else {
        condval = 0;
      }
      vstore4(condval, 0, P_local + 0);
      float4 condval_1;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && (((group_x * 16) + (item_x * 4)) < W)) {
        condval_1 = vload4(0, x + (((group_x * 64) + (item_x * 16)) + (((((((group_y * 16) + (loop_0 * H)) + item_y) + loop_1) - 1) * W) * 4)));
      } else {
        condval_1 = 0;
      }
      vstore4(condval_1, 0, P_local + 4);
      float4 condval_2;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && ((((group_x * 16) + (item_x * 4)) + 2) <= W)) {
        condval_2 = vload4(0, x + ((((group_x * 64) + (item_x * 16)) + (((((((group_y * 16) + (loop_0 * H)) + item_y) + loop_1) - 1) * W) * 4)) + 4));
      } else {
        condval_2 = 0;
      }
      vstore4(condval_2, 0, P_local + 8);
      float4 condval_3;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && ((((group_x * 16) + (item_x * 4)) + 3) <= W)) {
        condval_3 = vload4(0, x + ((((group_x * 64) + (item_x * 16)) + (((((((group_y * 16) + (loop_0 * H)) + item_y) + loop_1) - 1) * W) * 4)) + 8));
      } else {
        condval_3 = 0;
      }
      vstore4(condval_3, 0, P_local + 12);
      float4 condval_4;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && ((((group_x * 16) + (item_x * 4)) + 4) <= W)) {
        condval_4 = vload4(0, x + ((((group_x * 64) + (item_x * 16)) + (((((((group_y * 16) + (loop_0 * H)) + item_y) + loop_1) - 1) * W) * 4)) + 12));
      } else {
        condval_4 = 0;
      }
      vstore4(condval_4, 0, P_local + 16);
      float4 condval_5;
      if (((1 <= (((group_y * 16) + item_y) + loop_1)) && ((((group_y * 16) + item_y) + loop_1) <= H)) && ((((group_x * 16) + (item_x * 4)) + 5) <= W)) {
        condval_5 = vload4(0, x + ((((group_x * 64) + (item_x * 16)) + (((((((group_y * 16) + (loop_0 * H)) + item_y) + loop_1) - 1) * W) * 4)) + 16));
      } else {
        condval_5 = 0;
      }
      vstore4(condval_5, 0, P_local + 20);
      int common_13 = (((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48));
      U_local[0] = vload4(0, ws + (((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)));
      U_local[1] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 4));
      U_local[2] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 8));
      U_local[3] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 12));
      U_local[4] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1152));
      U_local[5] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1156));
      U_local[6] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1160));
      U_local[7] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1164));
      U_local[8] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2304));
      U_local[9] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2308));
      U_local[10] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2312));
      U_local[11] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2316));
      U_local[12] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3456));
      U_local[13] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3460));
      U_local[14] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3464));
      U_local[15] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3468));
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
      U_local[0] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 16));
      U_local[1] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 20));
      U_local[2] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 24));
      U_local[3] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 28));
      U_local[4] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1168));
      U_local[5] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1172));
      U_local[6] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1176));
      U_local[7] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1180));
      U_local[8] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2320));
      U_local[9] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2324));
      U_local[10] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2328));
      U_local[11] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2332));
      U_local[12] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3472));
      U_local[13] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3476));
      U_local[14] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3480));
      U_local[15] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3484));
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
      U_local[0] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 32));
      U_local[1] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 36));
      U_local[2] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 40));
      U_local[3] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 44));
      U_local[4] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1184));
      U_local[5] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1188));
      U_local[6] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1192));
      U_local[7] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 1196));
      U_local[8] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2336));
      U_local[9] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2340));
      U_local[10] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2344));
      U_local[11] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 2348));
      U_local[12] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3488));
      U_local[13] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3492));
      U_local[14] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3496));
      U_local[15] = vload4(0, ws + ((((group_z * 4608) + (loop_0 * 144)) + (loop_1 * 48)) + 3500));
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
  long common_14 = (((group_x * 16) + (item_x * 4)) + 1);
  for (int loop_2 = 0; loop_2 < 5; ++loop_2) {
    long common_15 = loop_2;
    long common_16 = (H + 2);
    long common_17 = (((group_y * 16) + item_y) + loop_2);
    long common_18 = ((group_x * 8) + (item_x * 2));
    long common_19 = ((group_y * 8) + ((item_y + loop_2) >> 1));
    long common_20 = (((group_x * 64) + (item_x * 16)) + ((((((group_y * 16) + item_y) + loop_2) - 2) * W) * 4));
    float4 condval_6;
    if ((((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && (1 < ((group_x * 8) + (item_x * 2)))) && (((group_x * 16) + (item_x * 4)) < (W + 2))) {
      condval_6 = vload4(0, xs + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 16) + item_y) + loop_2) - 2) * W) * 4)) - 8));
    } else {
      condval_6 = 0;
    }
    vstore4(condval_6, 0, PS_local + 0);
    float4 condval_7;
    if ((((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && (1 < ((group_x * 8) + (item_x * 2)))) && (((group_x * 16) + (item_x * 4)) <= W)) {
      condval_7 = vload4(0, xs + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 16) + item_y) + loop_2) - 2) * W) * 4)) - 4));
    } else {
      condval_7 = 0;
    }
    vstore4(condval_7, 0, PS_local + 4);
    float4 condval_8;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && (((group_x * 16) + (item_x * 4)) < W)) {
      condval_8 = vload4(0, xs + (((group_x * 64) + (item_x * 16)) + ((((((group_y * 16) + item_y) + loop_2) - 2) * W) * 4)));
    } else {
      condval_8 = 0;
    }
    vstore4(condval_8, 0, PS_local + 8);
    float4 condval_9;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 1) < W)) {
      condval_9 = vload4(0, xs + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 16) + item_y) + loop_2) - 2) * W) * 4)) + 4));
    } else {
      condval_9 = 0;
    }
    vstore4(condval_9, 0, PS_local + 12);
    float4 condval_10;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 2) < W)) {
      condval_10 = vload4(0, xs + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 16) + item_y) + loop_2) - 2) * W) * 4)) + 8));
    } else {
      condval_10 = 0;
    }
    vstore4(condval_10, 0, PS_local + 16);
    float4 condval_11;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 3) < W)) {
      condval_11 = vload4(0, xs + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 16) + item_y) + loop_2) - 2) * W) * 4)) + 12));
    } else {
      condval_11 = 0;
    }
    vstore4(condval_11, 0, PS_local + 20);
    float4 condval_12;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 4) < W)) {
      condval_12 = vload4(0, xs + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 16) + item_y) + loop_2) - 2) * W) * 4)) + 16));
    } else {
      condval_12 = 0;
    }
    vstore4(condval_12, 0, PS_local + 24);
    float4 condval_13;
    if (((1 <= ((group_y * 8) + ((item_y + loop_2) >> 1))) && ((((group_y * 16) + item_y) + loop_2) < (H + 2))) && ((((group_x * 16) + (item_x * 4)) + 5) < W)) {
      condval_13 = vload4(0, xs + ((((group_x * 64) + (item_x * 16)) + ((((((group_y * 16) + item_y) + loop_2) - 2) * W) * 4)) + 20));
    } else {
      condval_13 = 0;
    }
    vstore4(condval_13, 0, PS_local + 28);
    int common_21 = ((group_z * 1200) + (loop_2 * 60));
    US_local[0] = vload4(0, skip_ws + ((group_z * 1200) + (loop_2 * 60)));
    US_local[1] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 4));
    US_local[2] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 8));
    US_local[3] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 300));
    US_local[4] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 304));
    US_local[5] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 308));
    US_local[6] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 600));
    US_local[7] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 604));
    US_local[8] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 608));
    US_local[9] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 900));
    US_local[10] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 904));
    US_local[11] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 908));
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
    US_local[0] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 12));
    US_local[1] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 16));
    US_local[2] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 20));
    US_local[3] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 312));
    US_local[4] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 316));
    US_local[5] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 320));
    US_local[6] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 612));
    US_local[7] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 616));
    US_local[8] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 620));
    US_local[9] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 912));
    US_local[10] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 916));
    US_local[11] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 920));
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
    US_local[0] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 24));
    US_local[1] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 28));
    US_local[2] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 32));
    US_local[3] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 324));
    US_local[4] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 328));
    US_local[5] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 332));
    US_local[6] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 624));
    US_local[7] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 628));
    US_local[8] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 632));
    US_local[9] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 924));
    US_local[10] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 928));
    US_local[11] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 932));
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
    US_local[0] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 36));
    US_local[1] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 40));
    US_local[2] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 44));
    US_local[3] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 336));
    US_local[4] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 340));
    US_local[5] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 344));
    US_local[6] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 636));
    US_local[7] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 640));
    US_local[8] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 644));
    US_local[9] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 936));
    US_local[10] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 940));
    US_local[11] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 944));
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
    US_local[0] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 48));
    US_local[1] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 52));
    US_local[2] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 56));
    US_local[3] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 348));
    US_local[4] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 352));
    US_local[5] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 356));
    US_local[6] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 648));
    US_local[7] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 652));
    US_local[8] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 656));
    US_local[9] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 948));
    US_local[10] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 952));
    US_local[11] = vload4(0, skip_ws + (((group_z * 1200) + (loop_2 * 60)) + 956));
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
  int common_22 = (group_z * 16);
  long common_23 = (((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4));
  long common_24 = (((group_x * 64) + (item_x * 16)) + (((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) * W) * 4));
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
  int common_25 = ((group_z * 16) + 4);
  long common_26 = (((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 1) * W) * 4));
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
  int common_27 = ((group_z * 16) + 8);
  long common_28 = (((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 2) * W) * 4));
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
  int common_29 = ((group_z * 16) + 12);
  long common_30 = (((group_x * 64) + (item_x * 16)) + ((((((group_y * 64) + (item_y * 4)) + ((group_z * H) * 4)) + 3) * W) * 4));
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
