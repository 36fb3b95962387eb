/* A program of commands, as tables: what each is called, takes and says of itself. Parsing and
 * --help come from the same table, so that they cannot differ.
 *
 * Memory   Tables are static. Values are borrowed from argv and the environment. */
#ifndef CARAVAN_COMMAND_H
#define CARAVAN_COMMAND_H

#include "base/arena.h"
#include "text.h"

#include <stdio.h>

/* What the program ends with; `caravan help` prints the list. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1,     /* what was given is wrong, or the server refused it */
    EXIT_USAGE = 2,       /* no such command or option */
    EXIT_UNREACHABLE = 3, /* no server there, or no answer in time */
    EXIT_FAILED = 4,      /* the server or this machine failed */
    EXIT_INCOMPLETE = 5,  /* something of what was asked for is there, and something is missing */
};

struct option {
    const char *name;     /* "--known-at"; ends a table if NULL */
    const char *value;    /* "TIME" in the help; NULL: it takes none */
    const char *variable; /* of the environment, that sets it too; or NULL */
    const char *fallback; /* or NULL */
    bool repeated;        /* all of its values count, not only the last */
    struct text help;     /* may have several lines */
};

struct run;
struct command {
    const char *name;
    const char *operands;         /* "DIR|FILE..." in the help; "" for none */
    struct text summary;          /* one line, for the list of commands */
    struct text help;             /* further lines below the options; or NULL */
    void (*help_more)(FILE *out); /* prints what the tables of the command know; or NULL */
    const struct option *options; /* its own; or NULL */
    bool calls; /* it talks to a server: --server and --timeout are its options too */
    size_t operands_min;
    size_t operands_max;
    enum exit_code (*run)(struct run *run);
};

struct given {
    const struct option *option;
    const char *value;
};

/* One run of a command, as asked. */
struct run {
    const struct command *command;
    struct cv_arena *arena; /* of the whole run */
    const char **operands;
    size_t operand_count;
    struct given *given; /* private: the options, in their order */
    size_t given_count;
};

/* The value of an option of this command: the last one given, the variable's, the fallback or NULL.
 * One that takes none has "1" when it is given. */
const char *run_option(const struct run *run, const char *name);
/* It was given, by the caller or by its variable. */
bool run_given(const struct run *run, const char *name);
/* The command has such an option. */
bool run_takes(const struct run *run, const char *name);
/* The n-th value of a repeated option, from 0; NULL: there are no more. */
const char *run_option_nth(const struct run *run, const char *name, size_t n);

/* Say on stderr what is wrong with an option's value, and where help is. Returns EXIT_USAGE. */
enum exit_code run_refuse_option(const struct run *run, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The whole program: find the command, parse, run. `commands` ends with NULL. */
enum exit_code program_run(const struct command *const *commands, int argc, char **argv);

#endif
