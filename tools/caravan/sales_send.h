/* Sending the rows of sales files: one Import of the Sales service, recorded whole or not at all. A
 * row without an id gets one from its content, so that it is the same row when it is sent again. */
#ifndef CARAVAN_SALES_SEND_H
#define CARAVAN_SALES_SEND_H

#include "post_send.h"

/* Takes and gives the same as post_send(). */
void sales_send(struct post_sending *sending);

#endif
