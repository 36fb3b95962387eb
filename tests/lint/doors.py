"""Time, randomness, sockets, files and the environment have one door each; the rest of the code
goes through it, which is what lets tests run in virtual time with injected faults."""
import re

from source import Finding, blank, files, lines, read

# What it is, the calls, the files that are the door, and what to use instead.
DOORS = (
    ("the clock",
     "time|clock_gettime|gettimeofday|clock|timespec_get|ftime|localtime|localtime_r|mktime",
     r"common/base/clock\.c", "use base/clock.h"),
    ("randomness",
     "rand|rand_r|srand|random|srandom|drand48|lrand48|getrandom|getentropy|arc4random\\w*",
     r"common/base/random\.c", "use base/random.h"),
    ("sleeping", "sleep|usleep|nanosleep|clock_nanosleep|pause|sched_yield", r"(?!)",
     "arm a cv_timer, or wait for the condition"),
    ("sockets",
     "socket|socketpair|bind|listen|accept4?|connect|send|sendto|sendmsg|recv|recvfrom|recvmsg|"
     "setsockopt|getsockopt|getaddrinfo|gethostbyname|poll|ppoll|select|epoll_\\w+|eventfd",
     r"common/net/|tools/caravan/served\.c", "use common/net"),
    ("files",
     "open|openat|creat|fopen|freopen|fdopen|unlink|unlinkat|rename|mkdir|rmdir|opendir|stat|fstat|"
     "lstat|flock|fsync|fdatasync|mmap|truncate|ftruncate|mkstemp|mkdtemp|chmod",
     r"common/(?:store|net)/|common/app/process\.c|tools/", # what the system says of the process
     "only the store drivers, common/net and tools touch files"),
    ("the environment", "getenv|secure_getenv|setenv|putenv|unsetenv",
     # ... and what whoever started us says of himself.
     r"common/app/(?:(?:peer_)?options|supervisor)\.c|common/net/inherited\.c|tools/", "make it an option of app/options.c"),
    ("processes", "fork|vfork|exec[lv]\\w*|system|popen|posix_spawnp?|waitpid|kill|raise",
     r"tools/caravan/served\.c", "a service is one process, and a program that serves several has "
     "them from served.h"),
    # A second signal ends at once; a store that cannot tell what it committed must not go on.
    ("the end of the process", "exit|_exit|quick_exit",
     r"common/app/app\.c|common/store/store\.c|tools/",
     "return a cv_status; a programmer error is a CV_ASSERT"),
)

def ours(code, calls):
    """Static functions of the file's own that happen to have such a name."""
    return {match.group(1) for match in
            re.finditer(rf"^(?:static\s+)[\w\s*]*?\b({calls})\(", code, re.MULTILINE)}


def check(root):
    for path in files(root, ".c", ".h"):
        if not path.startswith(("common/", "services/", "tools/")):
            continue
        code = blank(read(root, path), strings=False)
        for what, calls, door, remedy in DOORS:
            if re.match(door, path):
                continue
            own = ours(code, calls)
            for number, line in lines(code):
                match = re.search(rf"(?<![\w.>])({calls})\s*\(", line)
                if match and match.group(1) not in own:
                    yield Finding(path, number, f"{match.group(1)}() touches {what}", remedy)
