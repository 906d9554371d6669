// SPDX-License-Identifier: Apache-2.0
// A program that calls somebody, for the test of symbols.
#include <sys/socket.h>

int main() {
  sockaddr nobody{};
  return connect(socket(AF_UNIX, SOCK_STREAM, 0), &nobody, sizeof nobody) == 0 ? 0 : 1;
}
