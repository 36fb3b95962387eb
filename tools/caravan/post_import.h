/* Sending rows as one Import of their service, recorded whole or not at all. A row without an id
 * gets one from its content, so that it is the same row when it is sent again.
 *
 * Every Import method has the same fields (proto/caravan, import.proto and its like); they are
 * found by their names. */
#ifndef CARAVAN_POST_IMPORT_H
#define CARAVAN_POST_IMPORT_H

#include "post_send.h"

/* Takes and gives the same as post_send(). */
void post_import(struct post_sending *sending);

#endif
