/*
 * A gateway's process: takes the line, claims an effect, asks the gate and sends in one tick, follows what became of it,
 * settles it. Between any two steps it may stand still for as long as it likes, or crash.
 */

#define OPEN(e) (state[e] == intended || state[e] == claimed || (state[e] == unknown && !person[e]))

#ifdef NO_INTENT
#define TO_DO(e) (OPEN(e) || (told[e] && state[e] == none))
#define NOT_CLAIMED_YET(e) (state[e] == intended || state[e] == none)
#else
#define TO_DO(e) OPEN(e)
#define NOT_CLAIMED_YET(e) state[e] == intended
#endif

#ifdef NO_LANE
#define MAY_HOLD(g) true
#define HOLDS(g) true
#else
#define MAY_HOLD(g) (line == 0 || line == g + 1)
#define HOLDS(g) (line == g + 1)
#endif

#ifdef NO_COMPARE
#define IS_CLAIMABLE(e) true
#else
#define IS_CLAIMABLE(e) (again && state[e] == unknown || !again && NOT_CLAIMED_YET(e))
#endif

#if defined(NO_CLAIM_COUNT) || defined(WITH_NO_COOL_DOWN)
#define IS_TOO_SOON(e) false
#else
#define IS_TOO_SOON(e) COUNTS(OTHER(e))
#endif

#if defined(NO_GATE_COUNT) || defined(WITH_NO_COOL_DOWN)
#define GATE_COUNTS(e) false
#else
#define GATE_COUNTS(e) COUNTS(OTHER(e))
#endif

#if defined(NO_SUPERSEDED)
#define IS_SUPERSEDED(e) false
#else
#define IS_SUPERSEDED(e) (since[e] && COUNTS(OTHER(e)))
#endif

#if defined(NO_LEASE) || defined(WITHOUT_AUTHORITY)
#define IS_FRESH(g) true
#else
#define IS_FRESH(g) fresh[g]
#endif

#ifdef NO_WAITING_OUT
#define IS_WAITED_OUT(g) true
#else
#define IS_WAITED_OUT(g) !renewing[g]
#endif

#ifdef NO_LATCH
#define IS_STOPPED(g) knowsStop[g]
#else
#define IS_STOPPED(g) (knowsStop[g] || (g == 0 && latch))
#endif

#ifdef NO_LEVEL
#define IS_LOWERED(g) false
#else
#define IS_LOWERED(g) knowsLowered[g]
#endif

#ifdef NO_EPOCH
#define IS_STALE(g, e) false
#else
#define IS_STALE(g, e) epoch[e] != knowsStops[g]
#endif

#ifdef NO_DEADLINE
#define GATE_LATE(e) false
#else
#define GATE_LATE(e) LATE(e)
#endif

#ifdef NO_GATE
#define GATE_REFUSES(g, e) false
#else
#define GATE_REFUSES(g, e) (IS_STOPPED(g) || IS_LOWERED(g) || counted || IS_STALE(g, e))
#endif

#ifdef NO_SETTLE_FENCE
#define IS_MINE(e, f) true
#else
#define IS_MINE(e, f) fence[e] == f
#endif

#ifdef NO_ASKED_FENCE
#define RAISE(f) skip
#else
#define RAISE(f) highest = (f > highest -> f : highest)
#endif

#if defined(WITH_NO_READ_BACK) && !defined(NO_RETURN)
/* It left once, nobody can ask what became of that, and this time it did not leave: back to the person. */
#define IS_FOR_A_PERSON(to) (again && (to == refused || to == expired))
#else
#define IS_FOR_A_PERSON(to) false
#endif

/* effectTable; told again, or by whom the fence has passed, it changes nothing. */
inline settle(e, f, to)
{
  if
  :: IS_MINE(e, f) && (state[e] == claimed || (state[e] == unknown && to != accepted) || (NOT_CLAIMED_YET(e) && (to == refused || to == expired))) ->
    if
    :: IS_FOR_A_PERSON(to) -> to = unknown; person[e] = true
    :: else
    fi;
    PROMISE(TRUTH, !(to == refused || to == expired || to == rejected) || taken[e] == 0);
    PROMISE(TRUTH, !(to == verified || to == accepted) || taken[e] > 0);
    REACHED(4, to == verified && state[e] == unknown);
    REACHED(5, to == expired && state[e] == unknown);
    state[e] = to
  :: else
  fi
}

/* authority.ts: one reading at a time, "I act until then" first, and then what the record says at one moment. */
inline announce(g)
{
  renewing[g] = true;
  ahead[g] = true;
  lease[g] = true
}

inline note(g)
{
  seenStops[g] = stops;
  seenLowered[g] = lowered
}

inline learn(g, isLatched, epochOfStops, isLowered)
{
  knowsStop[g] = isLatched;
  knowsStops[g] = epochOfStops;
  knowsLowered[g] = isLowered;
  fresh[g] = ahead[g];
  ahead[g] = false;
  renewing[g] = false
}

inline leave(g, e, f)
{
  PROMISE(RECORDED, durable[e]);
  PROMISE(STOPPED, !(latched && acknowledged > 0));
  PROMISE(STALE, latched || epoch[e] >= acknowledged);
  PROMISE(GRANTED, !lowering);
  PROMISE(AT_ONCE, !(g == 0 && held));
  sentBy[g] = sentBy[g] | (1 << f)
}

proctype Gateway(byte g)
{
  byte e, f;
  bool again, counted, asks;
  mtype to = none;
#ifdef NO_ANNOUNCE
  byte earlier;
  bool isLatched, isLowered;
#endif

end_idle:
  {
    /* lane.ts: the line, and one effect of it */
    atomic {
      if
      :: TO_DO(0) && MAY_HOLD(g) -> e = 0
      :: TO_DO(1) && MAY_HOLD(g) -> e = 1
      fi;
      line = g + 1;
      /* gateway.ts, perform() */
      f = fence[e];
      if
      :: NOT_CLAIMED_YET(e) -> goto claiming
      :: state[e] == unknown && !person[e] -> goto recovering
      :: state[e] == claimed
      :: else -> goto done
      fi
    };
#ifdef NO_TAKING_UP
    goto done;
#endif
    /* It holds the line and is not at this effect, so whoever claimed it is gone. Or so it thinks. */
    atomic {
      to = unknown;
      settle(e, f, to);
      to = none;
      f = fence[e];
      if
      :: state[e] == unknown && !person[e]
      :: else -> goto done
      fi
    };

recovering:
#ifdef WITH_NO_READ_BACK
    atomic {
      if
      :: resend[e] -> again = true
      :: else ->
        if
        :: fence[e] == f && state[e] == unknown -> person[e] = true
        :: else
        fi;
        goto done
      fi
    };
#else
#ifdef NO_QUESTION
    again = true;
#else
    if
    :: atomic { true; RAISE(f + 1); to = fate[e]; if :: to != none -> goto settling :: to == none fi }
    :: atomic { CAN_FAIL -> FAIL; goto done }
    fi;
    atomic {
      if
      :: LATE(e) -> to = expired; goto settling
      :: TOLD_IN_TIME(e) && IS_SUPERSEDED(e) -> to = refused; goto settling
      :: TOLD_IN_TIME(e) && !IS_SUPERSEDED(e) -> again = true
      fi
    };
#endif
#endif

claiming:
#ifdef WITH_ORDER_FROM_INTENT
    if
    :: atomic { IS_SUPERSEDED(e); to = refused; goto settling }
    :: !IS_SUPERSEDED(e)
    fi;
#endif
    atomic {
      if
      :: !HOLDS(g) -> goto done
      :: HOLDS(g) && LATE(e) ->
        f = fence[e];
#ifdef NO_SETTLING_LATE
        goto done;
#endif
        if
        :: NOT_CLAIMED_YET(e) || state[e] == unknown -> to = expired; goto settling
        :: else -> goto done
        fi
      :: HOLDS(g) && TOLD_IN_TIME(e) ->
        if
        :: !IS_CLAIMABLE(e) || top == FENCES -> goto done
        :: IS_CLAIMABLE(e) && top < FENCES && IS_TOO_SOON(e) -> to = refused; goto settling
        :: IS_CLAIMABLE(e) && top < FENCES && !IS_TOO_SOON(e) ->
          top++;
          f = top;
          owner[f] = e;
          fence[e] = f;
          state[e] = claimed;
          person[e] = false;
          resend[e] = false;
          since[OTHER(e)] = (state[OTHER(e)] != none)
        fi
      fi
    };

    /* send(): what was done lately, and the authority */
#ifndef WITHOUT_ASKING_AGAIN
    counted = GATE_COUNTS(e);
#endif
#ifndef WITHOUT_AUTHORITY
asking:
    if
    :: IS_FRESH(g) && IS_WAITED_OUT(g)
#ifdef NO_ANNOUNCE
    :: atomic { !renewing[g] -> renewing[g] = true; ahead[g] = true; asks = true; earlier = stops; isLowered = lowered; isLatched = latched }
#else
    :: atomic { !renewing[g] -> announce(g); asks = true }
#endif
    fi;
#endif
    /* What ensure() answers is acted on before anything else can happen in the process: to the send nothing waits. */
    atomic {
#ifndef WITHOUT_AUTHORITY
      if
#ifdef NO_ANNOUNCE
      :: asks -> lease[g] = true; seenStops[g] = earlier; seenLowered[g] = isLowered; learn(g, isLatched, earlier, isLowered)
#else
      :: asks -> note(g); learn(g, latched, stops, lowered)
#endif
      :: !asks && IS_FRESH(g) && IS_WAITED_OUT(g)
      :: !asks && !(IS_FRESH(g) && IS_WAITED_OUT(g)) -> goto asking
      fi;
      asks = false;
#endif
      if
      :: !IS_FRESH(g) -> to = refused; goto settling
      :: IS_FRESH(g) && GATE_REFUSES(g, e) -> to = refused; goto settling
      :: IS_FRESH(g) && !GATE_REFUSES(g, e) && GATE_LATE(e) -> to = expired; goto settling
      :: IS_FRESH(g) && !GATE_REFUSES(g, e) && TOLD_IN_TIME(e)
      fi;
#ifdef NO_TICK
    };
    atomic {
#endif
      if
      :: true -> leave(g, e, f)
      :: CAN_FAIL -> FAIL; to = refused; goto settling /* the link is down: nothing left */
      fi
    };

    /* follow(): nothing in time, or the answer, and after an acknowledgement what is read back */
    if
#ifdef WITH_NO_READ_BACK
    :: atomic { fate[e] == rejected; to = rejected }
#ifndef NO_LOOK_AT_DUPLICATES
    :: atomic { fate[e] == verified; to = accepted }
#else
    :: atomic { fate[e] != none; to = accepted }
#endif
#else
    :: atomic { fate[e] != none; RAISE(f); to = fate[e] }
#endif
    :: atomic { CAN_FAIL -> FAIL; to = unknown }
    fi;

settling:
    atomic { true; settle(e, f, to) };
done:
    atomic {
      e = 0; f = 0; again = false; counted = false; to = none;
      goto end_idle
    }
  } unless {
    atomic {
      crash[g];
      crash[g] = false;
      fresh[g] = false;
      ahead[g] = false;
      renewing[g] = false;
      line = (line == g + 1 -> 0 : line);
      if
      :: g == 0 -> latch = false; carried = false; held = false; looking = false
      :: else
      fi;
      e = 0; f = 0; again = false; counted = false; to = none; asks = false
    };
    goto end_idle
  }
}
