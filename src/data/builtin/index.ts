export { type Digits, type DigitsOptions, drawDigits } from "./digits.ts";
export {
  drawSprites,
  renderSprites,
  SPRITE_FACTORS,
  SPRITE_LEVELS,
  SPRITE_SHAPES,
  type Sprites,
  type SpritesOptions,
  spriteFactors,
} from "./sprites.ts";
