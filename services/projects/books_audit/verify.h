/* caravan-projects verify: what is kept beside the records is computed anew from them and compared,
 * and the audit's hashes.
 *
 * Thread   Of a program that does nothing else; the store must not be in use. */
#ifndef PROJECTS_VERIFY_H
#define PROJECTS_VERIFY_H

/* What stands after "verify" on the command line. Tells on stdout; exit codes: 0 all agrees, 1 it
 * does not or the store cannot be read, 2 bad options. */
int verify_run(int argc, char **argv);

#endif
