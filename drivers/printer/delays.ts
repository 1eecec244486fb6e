/** Every wait of the driver, by name, in milliseconds. Shared with the tests. */

/** A real-time question is answered within this time, plus what the bytes before it need on the line. */
export const ASK_MS = 800;
/** To a stopped printer behind flow control the same question goes again after 2, 4, 8, 15, 15 … s, for about an hour; then every 5 minutes. */
export const ASK_AGAIN_MS = 1_000;
export const ASK_OFTEN_MS = 15_000;
export const ASKED_OFTEN = 240;
export const LONGEST_ASK_AGAIN_MS = 300_000;
/** After several questions at once: no answer for this long, and none is on its way any more. */
export const ANSWERS_SETTLE_MS = 500;
/** Between rounds of status questions, by what is going on. */
export const ROUND_WHILE_STOPPED_MS = 1_000;
export const ROUND_WITHOUT_ASB_MS = 1_000;
export const ROUND_WHILE_IDLE_MS = 5_000;
export const ROUND_WITHOUT_BACK_CHANNEL_MS = 3_000;
/** While a job runs with ASB live, a round is asked only after this much silence: shorter than any printer needs to boot. */
export const SILENCE_BEFORE_ROUND_MS = 500;
/** The same on a line where only time tells of a power cycle (memory.ts): no word for longer than the second is one. */
export const SILENCE_BEFORE_GUARDED_ROUND_MS = 200;
export const QUIET_WHILE_PRINTING_MS = 550;
/** And there no more is under way than the line carries in this time. */
export const GUARDED_LINE_MS = 250;
/** What a line without flow control carries in less is lost while the printer is off, and not its rest printed: nobody presses a switch twice so fast. */
export const OUTLASTS_POWER_MS = 500;
/** A poll that contradicts the last ASB frame is asked again after this time before ASB is declared dead. */
export const CONTRADICTION_MS = 700;
/** Unanswered rounds in a row until the printer counts as silent. */
export const UNANSWERED_ROUNDS = 2;

/** A printer that is asked on purpose has answered all four questions by then, also behind what it still has to take. */
export const TEST_MS = 5_000;

/** Identification. */
export const CALM_MS = 300;
export const ORDER_ANSWER_MS = 1_000;
export const ASB_ANSWER_MS = 500;
export const INFO_ANSWER_MS = 400;
/** Writing a logo to flash memory. */
export const LOGO_ANSWER_MS = 10_000;
export const PROBE_ANSWER_MS = 1_500;
/** A round of four real-time questions comes back within this time, or the printer is silent. */
export const RECHECK_MS = 4 * ASK_MS + 500;
/** An ordered answer slower than this says that the printer was still busy with older data. */
export const BUSY_ANSWER_MS = 150;

/** A running printer that answers nothing for this long is examined with a fence. */
export const PROGRESS_MS = 8_000;
/** After a resume the printer prints what it holds by itself; its next answer comes within this time. */
export const RESUME_ANSWER_MS = 6_000;
/** Nothing may arrive for this long between the ordered query and the fence, so that no answer is collapsed into the fence's. */
export const QUIET_MS = 2_000;
export const FENCE_ANSWER_MS = 4_000;
/** A round of real-time questions in front of the command that clears, behind one that is under way. */
export const CLEAR_REACH_MS = 3_000;
export const CLEAR_ANSWER_MS = 3_000;
/** A round of real-time questions in front of a drawer pulse, behind one that is under way. */
export const DRAWER_ASK_MS = 5_000;
export const DRAWER_ANSWER_MS = 3_000;

/** An answer about data that was printed before a stop arrives within this time after the stop. */
export const STOP_RACE_MS = 3_000;
/**
 * A printer that was stopped by its own word and is then not heard for longer than this may have been resumed unheard: cable
 * out, roll in, slip finished, power off and on, cable in. Nobody does that faster.
 */
export const SILENCE_THAT_HIDES_A_RESUME_MS = 10_000;
/** A frame that is not completed within this time is garbage. */
export const PARTIAL_FRAME_MS = 1_000;
/** A running printer empties any buffer within this time: an XOFF that is older has lost its XON. */
export const XON_LOST_MS = 5_000;
