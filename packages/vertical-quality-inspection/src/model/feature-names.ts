/**
 * What the surface inspection measures about a defect on a steel plate, and the defect classes.
 * Names and order of the UCI set "Steel Plates Faults" (Buscema, Terzi & Tastle 2010; Semeion), so that a table of
 * that form can be used as it is. Lengths and areas are in pixels of the camera, luminosities 0 … 255, indices
 * mostly 0 … 1.
 */

import type { Schema } from './table.ts';

export const featureNames = [
  'X_Minimum',
  'X_Maximum',
  'Y_Minimum',
  'Y_Maximum',
  'Pixels_Areas',
  'X_Perimeter',
  'Y_Perimeter',
  'Sum_of_Luminosity',
  'Minimum_of_Luminosity',
  'Maximum_of_Luminosity',
  'Length_of_Conveyer',
  'TypeOfSteel_A300',
  'TypeOfSteel_A400',
  'Steel_Plate_Thickness',
  'Edges_Index',
  'Empty_Index',
  'Square_Index',
  'Outside_X_Index',
  'Edges_X_Index',
  'Edges_Y_Index',
  'Outside_Global_Index',
  'LogOfAreas',
  'Log_X_Index',
  'Log_Y_Index',
  'Orientation_Index',
  'Luminosity_Index',
  'SigmoidOfAreas',
] as const;

export type FeatureName = (typeof featureNames)[number];

/** In the order of the set's seven label columns. `other` is a dust-bin class: it overlaps bumps and pastry. */
export const classNames = ['pastry', 'z-scratch', 'k-scratch', 'stains', 'dirtiness', 'bumps', 'other'] as const;

export type ClassName = (typeof classNames)[number];

export const steelPlateSchema: Schema = { featureNames, classes: classNames };
