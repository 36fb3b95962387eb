/* A file that lines are appended to, by a thread that may wait for it.
 *
 * Thread   One that is no loop's.
 * Memory   The path is borrowed.
 * Errors   Those of the system, as a status of which the caller makes what he likes. */
#ifndef CV_NET_LOG_FILE_H
#define CV_NET_LOG_FILE_H

#include "base/buf.h"
#include "base/status.h"

struct cv_log_file {
    const char *path; /* "-": stdout */
    int fd;
    uint64_t device; /* which file it is */
    uint64_t inode;
    bool is_regular;
    bool torn; /* the last line was cut off */
};

/* Made if it is not there, readable by its owner and group. */
struct cv_status cv_log_file_open(struct cv_log_file *file, const char *path);
void cv_log_file_close(struct cv_log_file *file);

/* Has somebody moved it away? Then another one is made in its place, and from now on that is
 * written to. If it cannot be made, the old one is. */
void cv_log_file_follow(struct cv_log_file *file);

/* Whole lines; `lines` is afterwards what was not written. Not OK: that is lost, since nobody has
 * read for `patience_ms`, or the disk is full; the next lines begin on a line of their own. */
struct cv_status cv_log_file_write(struct cv_log_file *file, struct cv_slice *lines,
                                   int patience_ms);

#endif
