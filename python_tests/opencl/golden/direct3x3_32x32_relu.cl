__kernel void kernel_kernel(__global float* restrict b, __global float* restrict ws, __global float* restrict x, __global float* restrict y, long H, long W) {
  float4 A_local[16];
  float P_local[24];
  float4 ws_local[16];
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
  long cse_v1 = (group_y * 8);
  long cse_v2 = item_y;
  long cse_v4 = item_x;
  long cse_v7 = ((group_y * 8) + item_y);
  long cse_v14 = ((group_x * 32) + (item_x * 4));
  long cse_v15 = ((group_x * 128) + (item_x * 16));
  long cse_v17 = (((group_x * 32) + (item_x * 4)) + 2);
  long cse_v18 = (((group_x * 32) + (item_x * 4)) + 3);
  for (int ax7 = 0; ax7 < 8; ++ax7) {
    for (int ax8 = 0; ax8 < 3; ++ax8) {
      long cse_v3 = ax8;
      long cse_v13 = (((group_y * 8) + item_y) + ax8);
      long cse_v21 = (((group_x * 128) + (item_x * 16)) + (((((((group_y * 8) + (ax7 * H)) + item_y) + ax8) - 1) * W) * 4));
      float4 condval;
      if ((((1 <= (((group_y * 8) + item_y) + ax8)) && ((((group_y * 8) + item_y) + ax8) <= H)) && (1 < ((group_x * 32) + (item_x * 4)))) && (((group_x * 32) + (item_x * 4)) <= W)) {
        condval = vload4(0, x + ((((group_x * 128) + (item_x * 16)) + (((((((group_y * 8) + (ax7 * H)) + item_y) + ax8) - 1) * W) * 4)) - 4));
      } else {
        condval = 0;
      }
      vstore4(condval, 0, P_local + 0);
      float4 condval_1;
      if (((1 <= (((group_y * 8) + item_y) + ax8)) && ((((group_y * 8) + item_y) + ax8) <= H)) && (((group_x * 32) + (item_x * 4)) < W)) {
        condval_1 = vload4(0, x + (((group_x * 128) + (item_x * 16)) + (((((((group_y * 8) + (ax7 * H)) + item_y) + ax8) - 1) * W) * 4)));
      } else {
        condval_1 = 0;
      }
      vstore4(condval_1, 0, P_local + 4);
      float4 condval_2;
      if (((1 <= (((group_y * 8) + item_y) + ax8)) && ((((group_y * 8) + item_y) + ax8) <= H)) && ((((group_x * 32) + (item_x * 4)) + 2) <= W)) {
        condval_2 = vload4(0, x + ((((group_x * 128) + (item_x * 16)) + (((((((group_y * 8) + (ax7 * H)) + item_y) + ax8) - 1) * W) * 4)) + 4));
      } else {
        condval_2 = 0;
      }
      vstore4(condval_2, 0, P_local + 8);
      float4 condval_3;
      if (((1 <= (((group_y * 8) + item_y) + ax8)) && ((((group_y * 8) + item_y) + ax8) <= H)) && ((((group_x * 32) + (item_x * 4)) + 3) <= W)) {
        condval_3 = vload4(0, x + ((((group_x * 128) + (item_x * 16)) + (((((((group_y * 8) + (ax7 * H)) + item_y) + ax8) - 1) * W) * 4)) + 8));
      } else {
        condval_3 = 0;
      }
      vstore4(condval_3, 0, P_local + 12);
      float4 condval_4;
      if (((1 <= (((group_y * 8) + item_y) + ax8)) && ((((group_y * 8) + item_y) + ax8) <= H)) && ((((group_x * 32) + (item_x * 4)) + 4) <= W)) {
        condval_4 = vload4(0, x + ((((group_x * 128) + (item_x * 16)) + (((((((group_y * 8) + (ax7 * H)) + item_y) + ax8) - 1) * W) * 4)) + 12));
      } else {
        condval_4 = 0;
      }
      vstore4(condval_4, 0, P_local + 16);
      float4 condval_5;
      if (((1 <= (((group_y * 8) + item_y) + ax8)) && ((((group_y * 8) + item_y) + ax8) <= H)) && ((((group_x * 32) + (item_x * 4)) + 5) <= W)) {
        condval_5 = vload4(0, x + ((((group_x * 128) + (item_x * 16)) + (((((((group_y * 8) + (ax7 * H)) + item_y) + ax8) - 1) * W) * 4)) + 16));
      } else {
        condval_5 = 0;
      }
      vstore4(condval_5, 0, P_local + 20);
      int cse_v16 = (((group_z * 4608) + (ax7 * 144)) + (ax8 * 48));
      ws_local[0] = vload4(0, ws + (((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)));
      ws_local[1] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 4));
      ws_local[2] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 8));
      ws_local[3] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 12));
      ws_local[4] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1152));
      ws_local[5] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1156));
      ws_local[6] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1160));
      ws_local[7] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1164));
      ws_local[8] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2304));
      ws_local[9] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2308));
      ws_local[10] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2312));
      ws_local[11] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2316));
      ws_local[12] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3456));
      ws_local[13] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3460));
      ws_local[14] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3464));
      ws_local[15] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3468));
      A_local[0] = (A_local[0] + (P_local[0] * ws_local[0]));
      A_local[1] = (A_local[1] + (P_local[4] * ws_local[0]));
      A_local[2] = (A_local[2] + (P_local[8] * ws_local[0]));
      A_local[3] = (A_local[3] + (P_local[12] * ws_local[0]));
      A_local[4] = (A_local[4] + (P_local[0] * ws_local[4]));
      A_local[5] = (A_local[5] + (P_local[4] * ws_local[4]));
      A_local[6] = (A_local[6] + (P_local[8] * ws_local[4]));
      A_local[7] = (A_local[7] + (P_local[12] * ws_local[4]));
      A_local[8] = (A_local[8] + (P_local[0] * ws_local[8]));
      A_local[9] = (A_local[9] + (P_local[4] * ws_local[8]));
      A_local[10] = (A_local[10] + (P_local[8] * ws_local[8]));
      A_local[11] = (A_local[11] + (P_local[12] * ws_local[8]));
      A_local[12] = (A_local[12] + (P_local[0] * ws_local[12]));
      A_local[13] = (A_local[13] + (P_local[4] * ws_local[12]));
      A_local[14] = (A_local[14] + (P_local[8] * ws_local[12]));
      A_local[15] = (A_local[15] + (P_local[12] * ws_local[12]));
      A_local[0] = (A_local[0] + (P_local[1] * ws_local[1]));
      A_local[1] = (A_local[1] + (P_local[5] * ws_local[1]));
      A_local[2] = (A_local[2] + (P_local[9] * ws_local[1]));
      A_local[3] = (A_local[3] + (P_local[13] * ws_local[1]));
      A_local[4] = (A_local[4] + (P_local[1] * ws_local[5]));
      A_local[5] = (A_local[5] + (P_local[5] * ws_local[5]));
      A_local[6] = (A_local[6] + (P_local[9] * ws_local[5]));
      A_local[7] = (A_local[7] + (P_local[13] * ws_local[5]));
      A_local[8] = (A_local[8] + (P_local[1] * ws_local[9]));
      A_local[9] = (A_local[9] + (P_local[5] * ws_local[9]));
      A_local[10] = (A_local[10] + (P_local[9] * ws_local[9]));
      A_local[11] = (A_local[11] + (P_local[13] * ws_local[9]));
      A_local[12] = (A_local[12] + (P_local[1] * ws_local[13]));
      A_local[13] = (A_local[13] + (P_local[5] * ws_local[13]));
      A_local[14] = (A_local[14] + (P_local[9] * ws_local[13]));
      A_local[15] = (A_local[15] + (P_local[13] * ws_local[13]));
      A_local[0] = (A_local[0] + (P_local[2] * ws_local[2]));
      A_local[1] = (A_local[1] + (P_local[6] * ws_local[2]));
      A_local[2] = (A_local[2] + (P_local[10] * ws_local[2]));
      A_local[3] = (A_local[3] + (P_local[14] * ws_local[2]));
      A_local[4] = (A_local[4] + (P_local[2] * ws_local[6]));
      A_local[5] = (A_local[5] + (P_local[6] * ws_local[6]));
      A_local[6] = (A_local[6] + (P_local[10] * ws_local[6]));
      A_local[7] = (A_local[7] + (P_local[14] * ws_local[6]));
      A_local[8] = (A_local[8] + (P_local[2] * ws_local[10]));
      A_local[9] = (A_local[9] + (P_local[6] * ws_local[10]));
      A_local[10] = (A_local[10] + (P_local[10] * ws_local[10]));
      A_local[11] = (A_local[11] + (P_local[14] * ws_local[10]));
      A_local[12] = (A_local[12] + (P_local[2] * ws_local[14]));
      A_local[13] = (A_local[13] + (P_local[6] * ws_local[14]));
      A_local[14] = (A_local[14] + (P_local[10] * ws_local[14]));
      A_local[15] = (A_local[15] + (P_local[14] * ws_local[14]));
      A_local[0] = (A_local[0] + (P_local[3] * ws_local[3]));
      A_local[1] = (A_local[1] + (P_local[7] * ws_local[3]));
      A_local[2] = (A_local[2] + (P_local[11] * ws_local[3]));
      A_local[3] = (A_local[3] + (P_local[15] * ws_local[3]));
      A_local[4] = (A_local[4] + (P_local[3] * ws_local[7]));
      A_local[5] = (A_local[5] + (P_local[7] * ws_local[7]));
      A_local[6] = (A_local[6] + (P_local[11] * ws_local[7]));
      A_local[7] = (A_local[7] + (P_local[15] * ws_local[7]));
      A_local[8] = (A_local[8] + (P_local[3] * ws_local[11]));
      A_local[9] = (A_local[9] + (P_local[7] * ws_local[11]));
      A_local[10] = (A_local[10] + (P_local[11] * ws_local[11]));
      A_local[11] = (A_local[11] + (P_local[15] * ws_local[11]));
      A_local[12] = (A_local[12] + (P_local[3] * ws_local[15]));
      A_local[13] = (A_local[13] + (P_local[7] * ws_local[15]));
      A_local[14] = (A_local[14] + (P_local[11] * ws_local[15]));
      A_local[15] = (A_local[15] + (P_local[15] * ws_local[15]));
      ws_local[0] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 16));
      ws_local[1] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 20));
      ws_local[2] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 24));
      ws_local[3] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 28));
      ws_local[4] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1168));
      ws_local[5] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1172));
      ws_local[6] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1176));
      ws_local[7] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1180));
      ws_local[8] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2320));
      ws_local[9] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2324));
      ws_local[10] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2328));
      ws_local[11] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2332));
      ws_local[12] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3472));
      ws_local[13] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3476));
      ws_local[14] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3480));
      ws_local[15] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3484));
      A_local[0] = (A_local[0] + (P_local[4] * ws_local[0]));
      A_local[1] = (A_local[1] + (P_local[8] * ws_local[0]));
      A_local[2] = (A_local[2] + (P_local[12] * ws_local[0]));
      A_local[3] = (A_local[3] + (P_local[16] * ws_local[0]));
      A_local[4] = (A_local[4] + (P_local[4] * ws_local[4]));
      A_local[5] = (A_local[5] + (P_local[8] * ws_local[4]));
      A_local[6] = (A_local[6] + (P_local[12] * ws_local[4]));
      A_local[7] = (A_local[7] + (P_local[16] * ws_local[4]));
      A_local[8] = (A_local[8] + (P_local[4] * ws_local[8]));
      A_local[9] = (A_local[9] + (P_local[8] * ws_local[8]));
      A_local[10] = (A_local[10] + (P_local[12] * ws_local[8]));
      A_local[11] = (A_local[11] + (P_local[16] * ws_local[8]));
      A_local[12] = (A_local[12] + (P_local[4] * ws_local[12]));
      A_local[13] = (A_local[13] + (P_local[8] * ws_local[12]));
      A_local[14] = (A_local[14] + (P_local[12] * ws_local[12]));
      A_local[15] = (A_local[15] + (P_local[16] * ws_local[12]));
      A_local[0] = (A_local[0] + (P_local[5] * ws_local[1]));
      A_local[1] = (A_local[1] + (P_local[9] * ws_local[1]));
      A_local[2] = (A_local[2] + (P_local[13] * ws_local[1]));
      A_local[3] = (A_local[3] + (P_local[17] * ws_local[1]));
      A_local[4] = (A_local[4] + (P_local[5] * ws_local[5]));
      A_local[5] = (A_local[5] + (P_local[9] * ws_local[5]));
      A_local[6] = (A_local[6] + (P_local[13] * ws_local[5]));
      A_local[7] = (A_local[7] + (P_local[17] * ws_local[5]));
      A_local[8] = (A_local[8] + (P_local[5] * ws_local[9]));
      A_local[9] = (A_local[9] + (P_local[9] * ws_local[9]));
      A_local[10] = (A_local[10] + (P_local[13] * ws_local[9]));
      A_local[11] = (A_local[11] + (P_local[17] * ws_local[9]));
      A_local[12] = (A_local[12] + (P_local[5] * ws_local[13]));
      A_local[13] = (A_local[13] + (P_local[9] * ws_local[13]));
      A_local[14] = (A_local[14] + (P_local[13] * ws_local[13]));
      A_local[15] = (A_local[15] + (P_local[17] * ws_local[13]));
      A_local[0] = (A_local[0] + (P_local[6] * ws_local[2]));
      A_local[1] = (A_local[1] + (P_local[10] * ws_local[2]));
      A_local[2] = (A_local[2] + (P_local[14] * ws_local[2]));
      A_local[3] = (A_local[3] + (P_local[18] * ws_local[2]));
      A_local[4] = (A_local[4] + (P_local[6] * ws_local[6]));
      A_local[5] = (A_local[5] + (P_local[10] * ws_local[6]));
      A_local[6] = (A_local[6] + (P_local[14] * ws_local[6]));
      A_local[7] = (A_local[7] + (P_local[18] * ws_local[6]));
      A_local[8] = (A_local[8] + (P_local[6] * ws_local[10]));
      A_local[9] = (A_local[9] + (P_local[10] * ws_local[10]));
      A_local[10] = (A_local[10] + (P_local[14] * ws_local[10]));
      A_local[11] = (A_local[11] + (P_local[18] * ws_local[10]));
      A_local[12] = (A_local[12] + (P_local[6] * ws_local[14]));
      A_local[13] = (A_local[13] + (P_local[10] * ws_local[14]));
      A_local[14] = (A_local[14] + (P_local[14] * ws_local[14]));
      A_local[15] = (A_local[15] + (P_local[18] * ws_local[14]));
      A_local[0] = (A_local[0] + (P_local[7] * ws_local[3]));
      A_local[1] = (A_local[1] + (P_local[11] * ws_local[3]));
      A_local[2] = (A_local[2] + (P_local[15] * ws_local[3]));
      A_local[3] = (A_local[3] + (P_local[19] * ws_local[3]));
      A_local[4] = (A_local[4] + (P_local[7] * ws_local[7]));
      A_local[5] = (A_local[5] + (P_local[11] * ws_local[7]));
      A_local[6] = (A_local[6] + (P_local[15] * ws_local[7]));
      A_local[7] = (A_local[7] + (P_local[19] * ws_local[7]));
      A_local[8] = (A_local[8] + (P_local[7] * ws_local[11]));
      A_local[9] = (A_local[9] + (P_local[11] * ws_local[11]));
      A_local[10] = (A_local[10] + (P_local[15] * ws_local[11]));
      A_local[11] = (A_local[11] + (P_local[19] * ws_local[11]));
      A_local[12] = (A_local[12] + (P_local[7] * ws_local[15]));
      A_local[13] = (A_local[13] + (P_local[11] * ws_local[15]));
      A_local[14] = (A_local[14] + (P_local[15] * ws_local[15]));
      A_local[15] = (A_local[15] + (P_local[19] * ws_local[15]));
      ws_local[0] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 32));
      ws_local[1] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 36));
      ws_local[2] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 40));
      ws_local[3] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 44));
      ws_local[4] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1184));
      ws_local[5] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1188));
      ws_local[6] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1192));
      ws_local[7] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 1196));
      ws_local[8] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2336));
      ws_local[9] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2340));
      ws_local[10] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2344));
      ws_local[11] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 2348));
      ws_local[12] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3488));
      ws_local[13] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3492));
      ws_local[14] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3496));
      ws_local[15] = vload4(0, ws + ((((group_z * 4608) + (ax7 * 144)) + (ax8 * 48)) + 3500));
      A_local[0] = (A_local[0] + (P_local[8] * ws_local[0]));
      A_local[1] = (A_local[1] + (P_local[12] * ws_local[0]));
      A_local[2] = (A_local[2] + (P_local[16] * ws_local[0]));
      A_local[3] = (A_local[3] + (P_local[20] * ws_local[0]));
      A_local[4] = (A_local[4] + (P_local[8] * ws_local[4]));
      A_local[5] = (A_local[5] + (P_local[12] * ws_local[4]));
      A_local[6] = (A_local[6] + (P_local[16] * ws_local[4]));
      A_local[7] = (A_local[7] + (P_local[20] * ws_local[4]));
      A_local[8] = (A_local[8] + (P_local[8] * ws_local[8]));
      A_local[9] = (A_local[9] + (P_local[12] * ws_local[8]));
      A_local[10] = (A_local[10] + (P_local[16] * ws_local[8]));
      A_local[11] = (A_local[11] + (P_local[20] * ws_local[8]));
      A_local[12] = (A_local[12] + (P_local[8] * ws_local[12]));
      A_local[13] = (A_local[13] + (P_local[12] * ws_local[12]));
      A_local[14] = (A_local[14] + (P_local[16] * ws_local[12]));
      A_local[15] = (A_local[15] + (P_local[20] * ws_local[12]));
      A_local[0] = (A_local[0] + (P_local[9] * ws_local[1]));
      A_local[1] = (A_local[1] + (P_local[13] * ws_local[1]));
      A_local[2] = (A_local[2] + (P_local[17] * ws_local[1]));
      A_local[3] = (A_local[3] + (P_local[21] * ws_local[1]));
      A_local[4] = (A_local[4] + (P_local[9] * ws_local[5]));
      A_local[5] = (A_local[5] + (P_local[13] * ws_local[5]));
      A_local[6] = (A_local[6] + (P_local[17] * ws_local[5]));
      A_local[7] = (A_local[7] + (P_local[21] * ws_local[5]));
      A_local[8] = (A_local[8] + (P_local[9] * ws_local[9]));
      A_local[9] = (A_local[9] + (P_local[13] * ws_local[9]));
      A_local[10] = (A_local[10] + (P_local[17] * ws_local[9]));
      A_local[11] = (A_local[11] + (P_local[21] * ws_local[9]));
      A_local[12] = (A_local[12] + (P_local[9] * ws_local[13]));
      A_local[13] = (A_local[13] + (P_local[13] * ws_local[13]));
      A_local[14] = (A_local[14] + (P_local[17] * ws_local[13]));
      A_local[15] = (A_local[15] + (P_local[21] * ws_local[13]));
      A_local[0] = (A_local[0] + (P_local[10] * ws_local[2]));
      A_local[1] = (A_local[1] + (P_local[14] * ws_local[2]));
      A_local[2] = (A_local[2] + (P_local[18] * ws_local[2]));
      A_local[3] = (A_local[3] + (P_local[22] * ws_local[2]));
      A_local[4] = (A_local[4] + (P_local[10] * ws_local[6]));
      A_local[5] = (A_local[5] + (P_local[14] * ws_local[6]));
      A_local[6] = (A_local[6] + (P_local[18] * ws_local[6]));
      A_local[7] = (A_local[7] + (P_local[22] * ws_local[6]));
      A_local[8] = (A_local[8] + (P_local[10] * ws_local[10]));
      A_local[9] = (A_local[9] + (P_local[14] * ws_local[10]));
      A_local[10] = (A_local[10] + (P_local[18] * ws_local[10]));
      A_local[11] = (A_local[11] + (P_local[22] * ws_local[10]));
      A_local[12] = (A_local[12] + (P_local[10] * ws_local[14]));
      A_local[13] = (A_local[13] + (P_local[14] * ws_local[14]));
      A_local[14] = (A_local[14] + (P_local[18] * ws_local[14]));
      A_local[15] = (A_local[15] + (P_local[22] * ws_local[14]));
      A_local[0] = (A_local[0] + (P_local[11] * ws_local[3]));
      A_local[1] = (A_local[1] + (P_local[15] * ws_local[3]));
      A_local[2] = (A_local[2] + (P_local[19] * ws_local[3]));
      A_local[3] = (A_local[3] + (P_local[23] * ws_local[3]));
      A_local[4] = (A_local[4] + (P_local[11] * ws_local[7]));
      A_local[5] = (A_local[5] + (P_local[15] * ws_local[7]));
      A_local[6] = (A_local[6] + (P_local[19] * ws_local[7]));
      A_local[7] = (A_local[7] + (P_local[23] * ws_local[7]));
      A_local[8] = (A_local[8] + (P_local[11] * ws_local[11]));
      A_local[9] = (A_local[9] + (P_local[15] * ws_local[11]));
      A_local[10] = (A_local[10] + (P_local[19] * ws_local[11]));
      A_local[11] = (A_local[11] + (P_local[23] * ws_local[11]));
      A_local[12] = (A_local[12] + (P_local[11] * ws_local[15]));
      A_local[13] = (A_local[13] + (P_local[15] * ws_local[15]));
      A_local[14] = (A_local[14] + (P_local[19] * ws_local[15]));
      A_local[15] = (A_local[15] + (P_local[23] * ws_local[15]));
    }
  }
  int cse_v5 = (group_z * 16);
  long cse_v6 = group_z;
  long cse_v20 = (((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + ((group_z * H) * 4)) + item_y) * W) * 4));
  if ((((group_y * 8) + item_y) < H) && (((group_x * 32) + (item_x * 4)) < W)) {
    vstore4(max((A_local[0] + vload4(0, b + (group_z * 16))), 0), 0, y + (((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + ((group_z * H) * 4)) + item_y) * W) * 4)));
  }
  long cse_v19 = (((group_x * 32) + (item_x * 4)) + 1);
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 1) < W)) {
    vstore4(max((A_local[1] + vload4(0, b + (group_z * 16))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + ((group_z * H) * 4)) + item_y) * W) * 4)) + 4));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 2) < W)) {
    vstore4(max((A_local[2] + vload4(0, b + (group_z * 16))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + ((group_z * H) * 4)) + item_y) * W) * 4)) + 8));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 3) < W)) {
    vstore4(max((A_local[3] + vload4(0, b + (group_z * 16))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + ((group_z * H) * 4)) + item_y) * W) * 4)) + 12));
  }
  int cse_v8 = ((group_z * 16) + 4);
  long cse_v9 = (group_z * 4);
  long cse_v22 = (((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 1) * H)) + item_y) * W) * 4));
  if ((((group_y * 8) + item_y) < H) && (((group_x * 32) + (item_x * 4)) < W)) {
    vstore4(max((A_local[4] + vload4(0, b + ((group_z * 16) + 4))), 0), 0, y + (((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 1) * H)) + item_y) * W) * 4)));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 1) < W)) {
    vstore4(max((A_local[5] + vload4(0, b + ((group_z * 16) + 4))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 1) * H)) + item_y) * W) * 4)) + 4));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 2) < W)) {
    vstore4(max((A_local[6] + vload4(0, b + ((group_z * 16) + 4))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 1) * H)) + item_y) * W) * 4)) + 8));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 3) < W)) {
    vstore4(max((A_local[7] + vload4(0, b + ((group_z * 16) + 4))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 1) * H)) + item_y) * W) * 4)) + 12));
  }
  int cse_v10 = ((group_z * 16) + 8);
  long cse_v23 = (((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 2) * H)) + item_y) * W) * 4));
  if ((((group_y * 8) + item_y) < H) && (((group_x * 32) + (item_x * 4)) < W)) {
    vstore4(max((A_local[8] + vload4(0, b + ((group_z * 16) + 8))), 0), 0, y + (((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 2) * H)) + item_y) * W) * 4)));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 1) < W)) {
    vstore4(max((A_local[9] + vload4(0, b + ((group_z * 16) + 8))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 2) * H)) + item_y) * W) * 4)) + 4));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 2) < W)) {
    vstore4(max((A_local[10] + vload4(0, b + ((group_z * 16) + 8))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 2) * H)) + item_y) * W) * 4)) + 8));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 3) < W)) {
    vstore4(max((A_local[11] + vload4(0, b + ((group_z * 16) + 8))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 2) * H)) + item_y) * W) * 4)) + 12));
  }
  int cse_v11 = ((group_z * 16) + 12);
  long cse_v24 = (((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 3) * H)) + item_y) * W) * 4));
  if ((((group_y * 8) + item_y) < H) && (((group_x * 32) + (item_x * 4)) < W)) {
    vstore4(max((A_local[12] + vload4(0, b + ((group_z * 16) + 12))), 0), 0, y + (((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 3) * H)) + item_y) * W) * 4)));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 1) < W)) {
    vstore4(max((A_local[13] + vload4(0, b + ((group_z * 16) + 12))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 3) * H)) + item_y) * W) * 4)) + 4));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 2) < W)) {
    vstore4(max((A_local[14] + vload4(0, b + ((group_z * 16) + 12))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 3) * H)) + item_y) * W) * 4)) + 8));
  }
  if ((((group_y * 8) + item_y) < H) && ((((group_x * 32) + (item_x * 4)) + 3) < W)) {
    vstore4(max((A_local[15] + vload4(0, b + ((group_z * 16) + 12))), 0), 0, y + ((((group_x * 128) + (item_x * 16)) + (((((group_y * 8) + (((group_z * 4) + 3) * H)) + item_y) * W) * 4)) + 12));
  }
}
