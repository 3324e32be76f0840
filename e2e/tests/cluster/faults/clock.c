/* A wall clock that is wrong by as many seconds as the file says that FAULTY_CLOCK names. Loaded before the C library,
   by LD_PRELOAD. The clocks that only go on, which times of waiting are measured with, stay as they are. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *at) {
    long failed = syscall(SYS_clock_gettime, clock, at);
    const char *path = getenv("FAULTY_CLOCK");
    if (failed || clock != CLOCK_REALTIME || !path)
        return (int)failed;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    char text[32] = {0};
    if (read(file, text, sizeof text - 1) > 0)
        at->tv_sec += atol(text);
    close(file);
    return 0;
}
