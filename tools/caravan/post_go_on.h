/* Rows of one group that go on with the element of the row before them.
 *
 * A row makes an element of each list it has a cell of. One that says nothing of an element itself,
 * but of what is listed in it, goes on with the last: "movements[].quantities[].item" without a
 * cell of "movements[].date" is another quantity of the movement before. */
#ifndef CARAVAN_POST_GO_ON_H
#define CARAVAN_POST_GO_ON_H

#include "post_field.h"
#include "reader.h"

/* After post_writer_next(), before the row's cells. False: out of memory. */
bool post_go_on(struct post_writer *writer, struct reader *reader);

#endif
