/* A connection as a script: bytes a peer sends, and what happens between them. Made from a fuzzer's
 * input in one of two ways: as the bytes stand, or frame by frame, with correct lengths and so deep
 * into the protocol. */
#ifndef TESTS_FUZZ_SCRIPT_H
#define TESTS_FUZZ_SCRIPT_H

#include "fuzz.h"

#define SCRIPT_STEPS_MAX 96u
#define SCRIPT_BYTES_MAX (2048u * 1024)

enum step_kind {
    STEP_TURN,      /* run the lane, write up to `arg` KiB */
    STEP_CLOCK,     /* `arg` milliseconds pass */
    STEP_DRAIN,     /* the graceful end begins */
    STEP_DRAIN_NOW, /* its second step */
    STEP_FAIL,      /* end all calls */
    STEP_START,     /* client: a call begins; `arg` says which and how */
    STEP_CANCEL,    /* client: the call of number `arg` is cancelled */
    STEP_SEND,      /* client: it sends another message, or its last */
};

struct step {
    enum step_kind kind;
    size_t at; /* bytes fed before it */
    uint32_t arg;
};

struct script {
    struct cv_buf bytes;
    struct step steps[SCRIPT_STEPS_MAX];
    size_t count;
    uint32_t next_stream;
    bool uneven; /* how its bytes are cut makes a difference: see CV_CONTINUATIONS_MAX */
};

/* What a client might send to a server; `server` false: a server to a client. */
void script_make(struct script *script, struct fuzz *fuzz, bool server);
void script_free(struct script *script);

#endif
