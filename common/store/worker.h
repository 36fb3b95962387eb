/* The threads of a store from the inside: what store.c, which starts and feeds them, and group.c,
 * which runs what came together, share. */
#ifndef CV_STORE_WORKER_H
#define CV_STORE_WORKER_H

#include "store/engine.h"
#include "store/note.h"
#include "store/queue.h"
#include "store/store_counts.h"

/* One thread with its connection. */
struct cv_worker {
    struct cv_store *store;
    struct cv_engine *engine;
    struct cv_notes notes; /* of a writer */
    unsigned apart;        /* groups to come in which each op has a savepoint, this one included */
    struct cv_worker_counts counts;
    pthread_t thread;
    bool running;
    bool news;          /* an op of the group is to be told of */
    uint64_t commit_ns; /* writer: what the last COMMIT took */
};

struct cv_store {
    struct cv_store_config config;
    struct cv_worker writer;
    struct cv_writer_counts written;
    struct cv_worker *readers; /* owned */
    unsigned reader_count;     /* 0: the writer reads, too (a store in memory has one connection) */
    struct cv_queue writes;
    struct cv_queue reads;
    int lock_fd;
    atomic_bool lost;        /* a COMMIT's outcome is unknown: nothing is done any more */
    void (*told)(void *arg); /* NULL: nobody listens */
    void *told_arg;
};

/* ---- group.c ---- */
/* Run `ops` in one transaction, each isolated from its neighbours, commit and bring them home. */
void cv_worker_write(struct cv_worker *worker, struct cv_list *ops);
/* An op begins: false: it need not, its scope is over, and its status says so. */
bool cv_worker_begin(const struct cv_worker *worker, struct cv_store_op *op);

/* ---- store.c ---- */
/* Bring all of `ops` home, with one wake-up for each run of ops of one loop. */
void cv_store_send_home(struct cv_list *ops);

#endif
