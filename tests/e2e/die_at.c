/* Loaded into a program (LD_PRELOAD), it ends the program as kill -9 does, just before the nth time
 * that the program writes to a socket or brings a file to the disk: DIE_AT=n. What it wrote into
 * files between two of these is there for others, or as good as not, as the store takes it. */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static void step(void)
{
    static atomic_long steps;
    const char *at = getenv("DIE_AT");

    if (at != NULL && atomic_fetch_add(&steps, 1) + 1 == strtol(at, NULL, 10))
        (void)kill(getpid(), SIGKILL);
}

/* The next function of this name; the arguments pass through. */
#define STEP(type, name, parameters, arguments)                                                    \
    type name parameters                                                                           \
    {                                                                                              \
        static type(*next) parameters;                                                             \
                                                                                                   \
        if (next == NULL)                                                                          \
            *(void **)&next = dlsym(RTLD_NEXT, #name);                                             \
        step();                                                                                    \
        return next arguments;                                                                     \
    }

STEP(ssize_t, write, (int fd, const void *at, size_t len), (fd, at, len))
STEP(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
STEP(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags))
STEP(int, fdatasync, (int fd), (fd))
STEP(int, fsync, (int fd), (fd))
