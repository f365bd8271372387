/*
 * The effect protocol, as Spin checks it: what the record, two gateways, the sink, people and time share.
 * README.md says which file of the code each rule is in, what is left out, and what came of it.
 *
 * A rule is taken out by -DNO_…; a part of the plant or of the action is another by -DWITH_….
 * Effect 0 is proposed before any stop; effect 1 is the same act asked for again, later, under an id of its own.
 */

#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef FENCES
#define FENCES 3 /* claims in all; there is no more after the last */
#endif

/* What must hold, each a bit, so that -DWATCHED picks some. Where it is checked, what happened is on hand: history. */
#define TWICE 1      /* a key is taken by the sink once */
#define TWO_ACTS 2   /* the act that is asked for again within its cool-down is not done twice */
#define STOPPED 4    /* nothing is sent while a stop is latched and acknowledged */
#define STALE 8      /* nothing from before an acknowledged stop is sent after its reset */
#define GRANTED 16   /* nothing is sent above a grant whose lowering is acknowledged */
#define RECORDED 32  /* nothing is sent without its durable intent */
#define IN_TIME 64   /* nothing is taken after its deadline, by the sink's clock */
#define LEASED 128   /* nothing is taken after the end of the lease that it left under, by the sink's clock */
#define TRUTH 256    /* what the record says came of an effect is what came of it in the plant */
#define IN_ORDER 512 /* an older set-point does not undo a newer one (where there is no cool-down) */
#define AT_ONCE 1024 /* from the press on, nothing is sent by the process that was pressed */

#ifndef WATCHED
#define WATCHED 2047
#endif
#define PROMISE(which, holds) assert((holds) || !(WATCHED & which))
/* Shows that the model can come to where a promise matters: its "violation" is what is hoped for. */
#ifndef WITNESS
#define WITNESS 0
#endif
#define REACHED(which, here) assert(WITNESS != which || !(here))

/* Both gateways have read the record already; how long that lasts is open. */
#ifdef WITHOUT_AUTHORITY
#define HAS_READ false
#else
#define HAS_READ true
#endif

mtype = { none, intended, claimed, unknown, verified, accepted, rejected, refused, expired };

/* ---- the record: each step on it is one statement, so one atomic step ---- */
mtype state[2] = none;
byte fence[2];       /* of the effect's latest claim */
bool person[2];      /* unknown, and a person must say */
bool resend[2];      /* the person said: send it again */
byte epoch[2];       /* of the stops, as the effect's proposal was gated */
bool since[2];       /* the other effect was claimed since this one was intended */
bool durable[2];     /* history: the intent was committed */
byte top;            /* the asset's fence */
byte line;           /* who holds the line's lane, from 1; 0 is nobody */
bool latched;        /* the stop */
byte stops;          /* epoch of the stops: how often it was pressed */
byte acknowledged;   /* history: the epoch that was acknowledged */
bool lowered;        /* the grant, below approve */
bool lowering;       /* history: the lowering was acknowledged */
bool lease[2] = HAS_READ;       /* rows of gateways: may act until then */
byte seenStops[2];   /* … and what each has read */
bool seenLowered[2];

/* ---- in the processes; a crash loses it ---- */
bool fresh[2] = HAS_READ;       /* the lease by the gateway's own clock … */
bool renewing[2];    /* … a reading of the record under way … */
bool ahead[2];       /* … and whether its lease, counted from before the question, has any time left */
bool knowsStop[2];   /* the snapshot */
byte knowsStops[2];
bool knowsLowered[2];
bool latch;          /* of a press at gateway 0's process … */
bool carried;        /* … which the record carries by now */
bool held;           /* history: that process was pressed, lives, and nobody reset the stop */
bool looking;        /* process 0 reads the record beside what its gateway does */
bool crash[2];
#ifdef NO_INTENT
bool told[2];        /* dispatched before it is written down */
#endif

/* ---- the link: what was sent may arrive at any time, any number of times, or never ---- */
byte sentBy[2];      /* bit f: the command under fence f left from there */
byte owner[FENCES + 1]; /* its effect */
byte dead;           /* bit f: the lease that it left under has ended */

/* ---- the plant ---- */
byte clock;          /* 0 … 2: how many of the deadlines are over, effect 0's first */
byte highest;        /* fence */
mtype fate[2] = none; /* by key: verified (taken), rejected (refused) */
byte taken[2];       /* history: how often; 2 is more than once */

#define LATE(e) (clock > e)
#define OTHER(e) (1 - (e))
#define SENT(f) (((sentBy[0] | sentBy[1]) >> (f)) & 1)
/* What did not leave is counted by neither cool-down nor order. */
#define COUNTS(e) (state[e] == claimed || state[e] == unknown || state[e] == verified || state[e] == accepted || state[e] == rejected)

#ifdef WITH_FAULTS_BOUNDED
/* For what must come to pass in the end: a plant that never answers, or a lane that lapses for ever, never lets it. */
byte faults = 2;
#define CAN_FAIL faults > 0
#define FAIL faults--
/* and a process learns of the plant's time in the end */
#define TOLD_IN_TIME(e) !LATE(e)
#else
#define CAN_FAIL true
#define FAIL skip
/* A process has plant time as the line last told it, which may be long ago. */
#define TOLD_IN_TIME(e) true
#endif

#include "sink.pml"
#include "gateway.pml"
#include "people.pml"

/* Process time: leases end when they like, but the gateway's own view of its lease no later than the record's. */
#ifdef NO_EARLY_LEASE
#define OWN_VIEW_OVER(g) true
#else
#define OWN_VIEW_OVER(g) (!fresh[g] && !ahead[g])
#endif

active proctype Leases()
{
end:
  do
  :: atomic { line > 0 && CAN_FAIL -> FAIL; line = 0 }
#ifndef WITHOUT_AUTHORITY
  :: fresh[0] -> fresh[0] = false
  :: fresh[1] -> fresh[1] = false
  :: atomic { ahead[0] -> ahead[0] = false; fresh[0] = false }
  :: atomic { ahead[1] -> ahead[1] = false; fresh[1] = false }
  :: atomic { lease[0] && OWN_VIEW_OVER(0) -> lease[0] = false; dead = dead | sentBy[0] }
  :: atomic { lease[1] && OWN_VIEW_OVER(1) -> lease[1] = false; dead = dead | sentBy[1] }
#endif
  od
}

#ifndef WITHOUT_PLANT
active proctype PlantTime()
{
  clock = 1;
  clock = 2
}
#endif

active proctype Crashes()
{
  byte crashes = 0;
end:
  do
  :: atomic { crashes < CRASHES -> crashes++; if :: crash[0] = true :: crash[1] = true fi }
  od
}

init
{
  atomic { run Gateway(0); run Gateway(1) }
}

#ifdef WITH_FAULTS_BOUNDED
#define OVER(e) (state[e] == verified || state[e] == accepted || state[e] == rejected || state[e] == refused || state[e] == expired || person[e])
ltl ends { [] (state[0] == intended -> <> OVER(0)) }
#endif
