#include "app/process.h"

#include "base/clock.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define US_PER_S 1000000

static const struct cv_metric_family CPU = {
    .name = "process_cpu_seconds_total",
    .help = "Processor time used, in user and system mode.",
    .kind = CV_METRIC_COUNTER,
    .per = US_PER_S,
};
static const struct cv_metric_family BEGAN = {
    .name = "process_start_time_seconds",
    .help = "When it began to serve, in seconds since 1970.",
    .kind = CV_METRIC_GAUGE,
    .per = US_PER_S,
};
static const struct cv_metric_family RESIDENT = {
    .name = "process_resident_memory_bytes",
    .help = "Memory in use.",
    .kind = CV_METRIC_GAUGE,
};
static const struct cv_metric_family VIRTUAL = {
    .name = "process_virtual_memory_bytes",
    .help = "Address space in use.",
    .kind = CV_METRIC_GAUGE,
};
static const struct cv_metric_family DESCRIPTORS = {
    .name = "process_open_fds",
    .help = "File descriptors in use.",
    .kind = CV_METRIC_GAUGE,
};
static const struct cv_metric_family DESCRIPTORS_MAX = {
    .name = "process_max_fds",
    .help = "File descriptors that may be in use.",
    .kind = CV_METRIC_GAUGE,
};

static void print_one(const struct cv_metric_family *family, int64_t value, struct cv_buf *out)
{
    cv_metric_print_family(family, out);
    cv_metric_print(family, NULL, value, out);
}

static int64_t micros(struct timeval time)
{
    return (int64_t)time.tv_sec * US_PER_S + time.tv_usec;
}

static void print_usage(struct cv_buf *out)
{
    struct rusage usage;
    struct rlimit limit;

    if (getrusage(RUSAGE_SELF, &usage) == 0)
        print_one(&CPU, micros(usage.ru_utime) + micros(usage.ru_stime), out);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        print_one(&DESCRIPTORS_MAX, (int64_t)limit.rlim_cur, out);
}

static void print_memory(struct cv_buf *out)
{
    FILE *file = fopen("/proc/self/statm", "re");
    long page = sysconf(_SC_PAGESIZE);
    long size;
    long resident;

    if (file == NULL)
        return;
    if (fscanf(file, "%ld %ld", &size, &resident) == 2) {
        print_one(&VIRTUAL, (int64_t)size * page, out);
        print_one(&RESIDENT, (int64_t)resident * page, out);
    }
    (void)fclose(file);
}

static void print_descriptors(struct cv_buf *out)
{
    DIR *folder = opendir("/proc/self/fd");
    int64_t count = -3; /* ".", ".." and the folder's own */

    if (folder == NULL)
        return;
    while (readdir(folder) != NULL)
        count++;
    (void)closedir(folder);
    print_one(&DESCRIPTORS, count, out);
}

static void print(const struct cv_metric_source *source, struct cv_buf *out)
{
    print_one(&BEGAN, CV_CONTAINER_OF(source, const struct cv_process, source)->began_us, out);
    print_usage(out);
    print_memory(out);
    print_descriptors(out);
}

void cv_process_watch(struct cv_process *process, struct cv_metrics *metrics)
{
    process->source.print = print;
    process->began_us = cv_clock_utc_us();
    cv_metrics_add_source(metrics, &process->source);
}
