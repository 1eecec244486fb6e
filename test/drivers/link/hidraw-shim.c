/*
 * Makes a path under $FAKE_HID_DIR a hidraw device for the process that preloads this: open() becomes a connection to the SOCK_SEQPACKET
 * socket at that path (packets keep their boundaries, like reports), feature reports travel over a second one at path + ".feature",
 * one question at a time. Nothing else of the process is touched (facts/peripherals section 0.7, section 3 "HID options" C).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/hidraw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST_FDS 4096
static int feature_of[MOST_FDS]; /* descriptor of the feature socket + 1 */

static int connect_to(const char *path, const char *suffix) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s%s", path, suffix);
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

static int is_fake(const char *path) {
  const char *folder = getenv("FAKE_HID_DIR");
  return folder != NULL && strncmp(path, folder, strlen(folder)) == 0 && strstr(path, "/hidraw") != NULL;
}

static int open_fake(const char *path) {
  int fd = connect_to(path, "");
  if (fd < 0 || fd >= MOST_FDS) return -1;
  feature_of[fd] = connect_to(path, ".feature") + 1;
  return fd;
}

#define OPEN(name)                                                                   \
  int name(const char *path, int flags, ...) {                                       \
    static int (*real)(const char *, int, ...);                                      \
    if (real == NULL) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name); \
    if (is_fake(path)) return open_fake(path);                                       \
    va_list arguments;                                                               \
    va_start(arguments, flags);                                                      \
    mode_t mode = va_arg(arguments, mode_t);                                         \
    va_end(arguments);                                                               \
    return real(path, flags, mode);                                                  \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "close");
  if (fd >= 0 && fd < MOST_FDS && feature_of[fd] > 0) {
    int feature = feature_of[fd] - 1;
    feature_of[fd] = 0;
    real(feature);
  }
  return real(fd);
}

int ioctl(int fd, unsigned long request, ...) {
  static int (*real)(int, unsigned long, ...);
  if (real == NULL) real = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
  va_list arguments;
  va_start(arguments, request);
  unsigned char *argument = va_arg(arguments, unsigned char *);
  va_end(arguments);
  if (fd < 0 || fd >= MOST_FDS || feature_of[fd] == 0) return real(fd, request, argument);
  if (request == HIDIOCGRDESCSIZE) {
    *(int *)argument = 4;
    return 0;
  }
  int feature = feature_of[fd] - 1;
  unsigned length = _IOC_SIZE(request);
  char kind = _IOC_NR(request) == 0x06 ? 'F' : 'G';
  if (_IOC_TYPE(request) != 'H' || (kind == 'G' && _IOC_NR(request) != 0x07)) {
    errno = ENOTTY;
    return -1;
  }
  unsigned char packet[4096];
  packet[0] = kind;
  memcpy(packet + 1, argument, kind == 'F' ? length : 1);
  if (send(feature, packet, 1 + (kind == 'F' ? length : 1), MSG_NOSIGNAL) < 0) {
    errno = ENODEV;
    return -1;
  }
  ssize_t received = recv(feature, packet, sizeof packet, 0);
  if (received <= 0) errno = ENODEV;
  if (received == 1) errno = EPIPE; /* the device stalls the request */
  if (received <= 1) return -1;
  if (kind == 'F') return (int)length;
  memcpy(argument, packet, received < (ssize_t)length ? (size_t)received : length);
  return (int)received;
}
