/* A store in a file of its own, a loop, and a principal who asks. */
#ifndef TESTS_STORE_STORE_BENCH_H
#define TESTS_STORE_STORE_BENCH_H

#include "base/arena.h"
#include "base/clock.h"
#include "net/loop.h"
#include "store/store.h"

#define STORE_PATIENCE (60 * CV_NS_PER_S)

extern const struct cv_migration STORE_MIGRATIONS[];

struct store_bench {
    struct cv_loop *loop;
    struct cv_store *store;
    struct cv_arena arena;
    struct cv_scope scope;
    struct cv_principal principal;
    atomic_bool cancelled;
    atomic_bool lost;
    char dir[64];
    char url[128];
};

void store_up(struct store_bench *bench);
/* Once it was closed. */
struct cv_status store_open(struct store_bench *bench, const struct cv_migration *migrations);
void store_down(struct store_bench *bench);
bool store_is_set(void *flag); /* of cv_loop_run_until() */

#endif
